"""A table of groups."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.setup import rows


class FileForm(forms.Form):
    """A table of groups."""

    table = forms.FileField(
        label=_("The file"),
        help_text=_("CSV in UTF-8, up to 500 rows and one megabyte."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_table(self) -> str:
        upload = self.cleaned_data["table"]
        try:
            return rows.text_of(upload.read(rows.MOST_BYTES + 1))
        except rows.NotATable as no:
            raise ValidationError(no.say, code="not_a_table") from no


class TableForm(forms.Form):
    """The same table once more, as text."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)
