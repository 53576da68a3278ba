"""What everybody in the group says yes to, and who holds it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.setup.forms.facts import one_kind_of_new_line


class AgreementForm(forms.Form):
    """What everybody in the group says yes to."""

    brief = forms.CharField(
        max_length=200, label=_("In one line"), help_text=_("It is shown at each session."),
    )  # fmt: skip
    words = forms.CharField(
        max_length=4000,
        label=_("The whole agreement"),
        help_text=_("Read before the first session. Say how people listen, what stays here, and where that ends."),
        widget=forms.Textarea(attrs={"rows": 22}),
    )

    def clean_words(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["words"])


class FacilitatorForm(forms.Form):
    """Somebody to facilitate the group, by their address."""

    address = forms.EmailField(
        label=_("Mail address"),
        help_text=_("They get a mail with a link, and choose the name by which the group knows them."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
