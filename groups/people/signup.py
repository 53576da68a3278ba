"""allauth's sign-up, made whole: one transaction, no dead ends, and as many mails whoever is written to."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
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


# Asked for another code, allauth writes to addresses with an account only. A mail server takes its time, and whoever
# waits for the answer would hear the difference. So the others are written to once more, too: what they were told.


class NewLoginCode(ConfirmLoginCodeView):
    """Where the code for signing in is entered, and another one is asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if self._action == "resend" and self._process.user is None:
            send_unknown_account_mail(self.request, self._process.state["email"])
        return answer


@method_decorator(login_not_required, name="dispatch")  # as allauth says of its own, which chooses between two
class NewAddressCode(ConfirmEmailVerificationCodeView):
    """The same, for the code that confirms an address."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if self._action == "resend" and self._process.user is None and getattr(self._process, "did_send", False):
            get_adapter().send_account_already_exists_mail(self._process.email)
        return answer
