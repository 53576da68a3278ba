"""One question about oneself at a time: asked of somebody new, and changed on one's own page, by the same form."""

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.people import moments, names
from groups.people.forms import check_name, name_field, zone_field
from groups.people.models import Boundary, Question, User
from groups.people.quiet import Clock
from groups.people.widgets import Choices, Languages

CODES = (
    "ar",
    "bn",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "hi",
    "it",
    "ja",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "tr",
    "uk",
    "ur",
    "vi",
)
LANGUAGES = {**{code: LANG_INFO[code]["name_local"] for code in CODES}, "zh": "中文"}
"""By their codes (BCP 47): as many as have room in the column together, each in its own words."""


class Answer(forms.Form):
    """What is known already stands in the form; `changes` is what is to be kept."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.initial = self.known()

    def known(self) -> dict[str, Any]:
        """What stands already, by field."""
        return {name: getattr(self.user, name) for name in self.base_fields}

    def changes(self) -> dict[str, Any]:
        """What is to be kept, by column."""
        return self.cleaned_data


class NameAnswer(Answer):
    chosen_name = name_field()

    def clean_chosen_name(self) -> str:
        name: str = self.cleaned_data["chosen_name"]
        # A name that stands already stays: it was judged by the rules of its day.
        return name if name == self.user.chosen_name else check_name(name, self.user.email)


class PronounsAnswer(Answer):
    pronouns = forms.CharField(
        required=False,
        max_length=40,
        label=_("Which pronouns are right for you?"),
        help_text=_("In your own words, such as she/her, they, or none. Leaving it empty is fine."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_pronouns(self) -> str:
        return names.tidied(self.cleaned_data["pronouns"])


class ZoneAnswer(Answer):
    time_zone = zone_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with timezone.override(Clock.of(self.user.time_zone, None, None).zone):
            now, zone = moments.clock(timezone.now()), moments.zone_name()
        self.fields["time_zone"].help_text = gettext(
            "Every time on these pages is shown in it. In {zone} it is {now} now."
        ).format(zone=zone, now=now)


class LanguagesAnswer(Answer):
    languages = forms.MultipleChoiceField(
        required=False,
        choices=[(code, capfirst(name)) for code, name in LANGUAGES.items()],
        label=_("Which languages are you at home in?"),
        help_text=_("As many as you like. Groups say which language they speak."),
        widget=Languages,
    )

    def known(self) -> dict[str, Any]:
        return {"languages": self.user.languages.split()}

    def changes(self) -> dict[str, Any]:
        return {"languages": " ".join(self.cleaned_data["languages"])}


class ContactAnswer(Answer):
    mail = forms.ChoiceField(
        choices=[
            ("discreet", _("Only I read it. Say no more than that there is something to read")),
            ("plain", _("Only I read it. Say in one sentence what there is to read")),
            ("shared", _("Somebody else may read it, too")),
        ],
        label=_("Who reads your mail, and how much may it say?"),
        help_text=_("No mail ever says the name of a group or of a person, whatever you choose."),
        error_messages={"required": _("Choose one of the three.")},
        widget=Choices(
            helps={
                "discreet": _("A link leads to the page. It is like this until you choose something else."),
                "plain": _("For instance: there is an answer to what you asked for."),
                "shared": _("One line and a link to the first page, whatever it is about."),
            }
        ),
    )

    def known(self) -> dict[str, Any]:
        if not self.user.mail_is_private:
            return {"mail": "shared"}
        return {"mail": "plain" if self.user.plain_mail else "discreet"}

    def changes(self) -> dict[str, Any]:
        mail = self.cleaned_data["mail"]
        return {"mail_is_private": mail != "shared", "plain_mail": mail == "plain"}


class QuietAnswer(Answer):
    quiet_from = forms.TimeField(
        required=False,
        label=_("Quiet from"),
        help_text=_(
            "Between these two times, on your own clock, no mail comes and no device rings. Empty both for none."
        ),
        error_messages={"invalid": _("Write a time like 22:00.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        required=False,
        label=_("Quiet until"),
        error_messages={"invalid": _("Write a time like 08:00.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_to")
        if (start is None) != (end is None) and not {"quiet_from", "quiet_to"} & set(self.errors):
            self.add_error("quiet_to", _("Quiet hours need both ends. Fill in both times, or empty both."))
        elif start is not None and start == end:
            self.add_error("quiet_to", _("Choose two different times, or empty both."))
        return given


class BoundaryAnswer(Answer):
    boundary = forms.ChoiceField(
        required=False,
        choices=[(value, capfirst(label)) for value, label in Boundary.choices],
        label=_("When you share something, what would you like from the others?"),
        help_text=_("It stands beside your name in the room; nobody has to guess. Each group can have another one."),
        widget=Choices(
            helps={
                Boundary.NONE: _("Nothing stands beside your name."),
                Boundary.JUST_HEAR: _("Please no replies. Being heard is enough."),
                Boundary.NO_ADVICE: _("Replies are fine. Please no suggestions what to do."),
                Boundary.NO_QUESTIONS: _("Replies are fine. Please do not ask for more."),
                Boundary.WELCOME: _("Thoughts, questions and what helped others are all welcome."),
            }
        ),
    )


class RemindersAnswer(Answer):
    reminders_by_mail = forms.TypedChoiceField(
        choices=[("yes", _("By mail, and on my page here")), ("no", _("Only on my page here"))],
        coerce=lambda given: given == "yes",
        label=_("How would you like to hear from us?"),
        error_messages={"required": _("Choose one of the two.")},
        widget=Choices(
            helps={
                "yes": _(
                    "Before a session, and when something waits for you. Which, and when, is yours to choose later."
                ),
                "no": _("No mail, except codes and news of your account itself. You look here when it suits you."),
            }
        ),
    )

    def known(self) -> dict[str, Any]:
        return {"reminders_by_mail": "yes" if self.user.reminders_by_mail else "no"}


ANSWERS: dict[str, type[Answer]] = {
    Question.NAME: NameAnswer,
    Question.PRONOUNS: PronounsAnswer,
    Question.ZONE: ZoneAnswer,
    Question.LANGUAGES: LanguagesAnswer,
    Question.CONTACT: ContactAnswer,
    Question.QUIET: QuietAnswer,
    Question.BOUNDARY: BoundaryAnswer,
    Question.REMINDERS: RemindersAnswer,
}
