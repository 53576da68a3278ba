"""Saying yes to a seat for one session."""

from django import forms


class YesForm(forms.Form):
    """Carries the version of the agreement that stood on the page; a group without one has none."""

    agreed = forms.IntegerField(required=False, min_value=0, max_value=32_767)

    @property
    def version(self) -> int:
        return (self.cleaned_data["agreed"] or 0) if self.is_valid() else 0
