"""allauth's sign-up form, made whole: one transaction, and no dead ends."""

from typing import Any

from allauth.account.forms import SignupForm
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.people import actions
from groups.people.models import User


class SignUp(SignupForm):
    """Asks for a mail address and `SignupDetails`; known and unknown addresses get the same answer."""

    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your mail address")  # as the page calls it on which one signs in
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["email"].error_messages["required"] = _(
            "Write your mail address, so that we can send you the code."
        )

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            email = self.cleaned_data["email"]
            self.account_already_exists = not actions.forget_unfinished(email=email, now=timezone.now())
        try:
            return super().try_save(request)
        except IntegrityError:
            # The same address, twice at once: the second is told what everybody with an account is told.
            self.account_already_exists = True
            return super().try_save(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        return user
