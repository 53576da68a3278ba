"""What a group begins with, and what it says about itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Kind, Pace, SupportGroup
from groups.people.names import folded, tidied
from groups.people.widgets import Choices
from groups.setup import words
from groups.setup.kits import KITS
from groups.setup.widgets import speak_kindly

PARTS = (
    (_("What it is"), ("name", "purpose", "experience", "kind", "pace", "languages")),
    (_("Who comes"), ("capacity", "same_people", "pause_weeks", "offer_hours")),
    (_("What is written"), ("room_rules", "retention_days", "shorter")),
    (_("Voice, if the group wants it"), ("meeting_link",)),
)


def understood(read: Callable[[str], Any], text: str) -> Any:
    """What the text means, or the sentence that says why it means nothing."""
    try:
        return read(text)
    except words.NotUnderstood as no:
        raise ValidationError(no.say, code="not_understood") from no


def one_kind_of_new_line(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class KitForm(forms.Form):
    """Which of the templates to begin with."""

    kit = forms.ChoiceField(
        choices=[(kit.key, kit.title) for kit in KITS.values()],
        error_messages={"required": _("Choose one to begin with."), "invalid_choice": _("Choose one of these.")},
    )


class FactsForm(forms.ModelForm):
    """What a group says about itself, and its numbers."""

    kind = forms.ChoiceField(
        label=_("What a session is like"),
        choices=Kind.choices,
        help_text=_("Sessions that people were told of stay what they were said to be."),
        widget=Choices,
    )
    pace = forms.ChoiceField(label=_("Pace"), choices=Pace.choices, widget=Choices)
    languages = forms.CharField(
        label=_("Languages"),
        max_length=200,
        help_text=_("The one that is spoken first, then others that people may use; commas between them."),
    )
    same_people = forms.TypedChoiceField(
        label=_("The same people each time?"),
        choices=[
            ("True", _("Yes: a standing roster, and a seat is kept for everybody who has one")),
            ("False", _("No: different people may come each time")),
        ],
        coerce=lambda value: value == "True",
        widget=Choices,
    )
    shorter = forms.BooleanField(required=False, label=_("Yes, delete what is older"))

    class Meta:
        model = SupportGroup
        fields = (
            "name", "purpose", "experience", "kind", "pace", "capacity", "pause_weeks", "offer_hours", "room_rules",
            "retention_days", "meeting_link",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "purpose": _("What it is for"),
            "experience": _("What those who come have in common"),
            "capacity": _("Seats"),
            "pause_weeks": _("Weeks for which a pause keeps the seat"),
            "offer_hours": _("Hours for which an offered seat waits"),
            "room_rules": _("What holds in the room"),
            "retention_days": _("Days for which words are kept"),
            "meeting_link": _("Meeting link"),
        }
        help_texts = {
            "name": _("Strangers read it. A name that tells little is kind to those who read over a shoulder."),
            "purpose": _("In plain words, as you would say it to somebody who is tired. No diagnosis."),
            "experience": _("A few words by which people find it. Nobody is asked to prove it."),
            "capacity": _("For members; facilitators take none. Two to twelve."),
            "pause_weeks": _("1 to 26. After that a facilitator may ask whether they come back, and give the seat on."),
            "offer_hours": _("12 to 168. Quiet hours are not counted."),
            "room_rules": _("A line each. They stand in the room."),
            "retention_days": _("1 to 366. Every night what is older is deleted. It stands on the group's page."),
            "meeting_link": _(
                "Empty for a group that only writes. An https address, such as https://meet.example.org/{token}: where "
                "{token} stands, each session has another random word; without it all have the same address. People "
                "with a seat see it from a quarter of an hour before a session to its end; it is in no mail and no "
                "calendar. A camera is never needed."
            ),
        }
        widgets = {"room_rules": forms.Textarea(attrs={"rows": 5}), "purpose": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, data: Any = None, *, group: SupportGroup | None = None, has_words: bool = False) -> None:
        super().__init__(data, initial={} if group is None else facts_as_typed(group))
        speak_kindly(self.fields)
        self.keeps_now = group.retention_days if group is not None and has_words else 0
        if not self.keeps_now:
            del self.fields["shorter"]
        else:
            self.fields["shorter"].help_text = say("Only if you choose fewer days than now. It cannot be brought back.")

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in PARTS]

    def clean_name(self) -> str:
        name = tidied(self.cleaned_data["name"])
        if not folded(name):
            raise ValidationError(say("A name needs at least one letter or number."), code="no_letter")
        return name

    def clean_purpose(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["purpose"])

    def clean_meeting_link(self) -> str:
        link: str = self.cleaned_data["meeting_link"].strip()
        if link:
            understood(words.meeting_link_in, link)
        return link

    def clean_room_rules(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["room_rules"])

    def clean_languages(self) -> list[str]:
        codes: list[str] = understood(words.languages_in, self.cleaned_data["languages"])
        return codes

    def clean(self) -> dict[str, Any]:
        # Without super(): it would have each constraint of the table asked of the database, once a form. The fields
        # judge the same limits, and the constraints stand behind them.
        given = self.cleaned_data
        fewer = given.get("retention_days", self.keeps_now) < self.keeps_now
        if fewer and not given.get("shorter"):
            meaning = say(
                "Until now words are kept for {now} days. With {then}, everything older is deleted tonight, for "
                "everybody, and cannot be brought back. If that is what you wish, say so here."
            )
            self.add_error("shorter", meaning.format(now=self.keeps_now, then=given["retention_days"]))
        return given

    def facts(self) -> dict[str, Any]:
        """Field of a group → value."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("languages", "shorter")}
        first, *others = self.cleaned_data["languages"]
        return {**given, "language": first, "other_languages": " ".join(others)}


def facts_as_typed(group: SupportGroup) -> dict[str, Any]:
    """A group's facts as an admin would type them."""
    typed = {name: getattr(group, name) for name in FactsForm.Meta.fields}
    codes = [group.language, *group.other_languages.split()]
    return {**typed, "languages": words.languages_as_text(codes), "same_people": str(group.same_people)}
