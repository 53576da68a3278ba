"""What we ask of people."""

from django import forms


class SignupDetails(forms.Form):
    """Asked at sign-up, beside the mail address."""

    def signup(self, request: object, user: object) -> None:
        pass
