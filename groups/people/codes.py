"""allauth's forms for codes, passkeys and addresses, in our words: no field says "required" and nothing more."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from groups.people.models import User

MAILED = _("Write the code that stands in the mail.")
FROM_THE_APP = _("Write the six numbers that your app shows, or one of your codes on paper.")
SILENT = _("The passkey has not answered. Please try again, or use another way.")
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
WHERE = _("Write a mail address, such as name@example.org.")


def _worded(field: forms.Field, label: Any, *, wanting: Any, help_text: Any = "") -> None:
    field.label, field.help_text = label, help_text
    for name in ("required", "invalid"):
        field.error_messages[name] = wanting
    field.widget.attrs.pop("placeholder", None)


class InOurWords(forms.BaseForm):
    """Whatever of these fields a form of allauth has, is asked for as everywhere else here."""

    code_label: Any = _("Code")
    code_wanting: Any = MAILED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words: dict[str, tuple[Any, Any, Any]] = {
            "code": (self.code_label, self.code_wanting, ""),
            "email": (_("Mail address"), WHERE, ""),
            "credential": (_("Passkey"), SILENT, ""),
            "name": (_("What you call it"), _("Write a word by which you will know it again."), _ONLY_YOU),
        }
        for name in words.keys() & self.fields.keys():
            label, wanting, help_text = words[name]
            _worded(self.fields[name], label, wanting=wanting, help_text=help_text)


_ONLY_YOU = _("For instance: my telephone. Only you see it.")


class RequestCode(InOurWords, account.RequestLoginCodeForm):
    pass


class ConfirmSignIn(InOurWords, account.ConfirmLoginCodeForm):
    pass


class ConfirmAddress(InOurWords, account.ConfirmEmailVerificationCodeForm):
    pass


class AddAddress(InOurWords, account.AddEmailForm):
    pass


class ChangeAddress(InOurWords, account.ChangeEmailForm):
    pass


class SecondStep(InOurWords, mfa.AuthenticateForm):
    code_wanting = FROM_THE_APP


class OnceMore(InOurWords, mfa.ReauthenticateForm):
    code_wanting = FROM_THE_APP


def _has_shown(user: User, kind: str) -> None:
    """Whoever has just shown what they set up is not asked for it again on the next page."""
    record_authentication(context.request, user, "mfa", type=kind, reauthenticated=True)


class UseAnApp(InOurWords, totp.ActivateTOTPForm):
    code_label = _("The six numbers that your app shows now")
    code_wanting = _("Write the six numbers that your app shows.")

    def clean_code(self) -> Any:
        code = super().clean_code()
        _has_shown(self.user, Authenticator.Type.TOTP)
        return code


@contextmanager
def _made_by_nobody() -> Iterator[None]:
    """What no browser sends is an answer that does not fit: allauth would break over some of it."""
    try:
        yield
    except ValidationError as no:
        if getattr(no, "code", "") in {"rate_limited", "too_many_login_attempts"}:
            raise
        raise get_adapter().validation_error("incorrect_code") from no
    except (*MALFORMED, InvalidSignature) as no:
        raise get_adapter().validation_error("incorrect_code") from no


class ByPasskey(InOurWords, passkeys.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with _made_by_nobody():
            return super().clean_credential()


class SecondStepByPasskey(ByPasskey):
    pass


class OnceMoreByPasskey(ByPasskey, passkeys.ReauthenticateWebAuthnForm):
    pass


class SignInByPasskey(ByPasskey, passkeys.LoginWebAuthnForm):
    pass


class RenamePasskey(InOurWords, passkeys.EditWebAuthnForm):
    pass


class SignUpByPasskey(InOurWords, passkeys.SignupWebAuthnForm):
    def clean(self) -> Any:
        with _made_by_nobody():
            return super().clean()


class AddPasskey(InOurWords, passkeys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(
            self.fields["passwordless"],
            _("It opens my account by itself"),
            wanting=SILENT,
            help_text=_("Then no code from your mail is needed. Your device asks for a finger, your face or its PIN."),
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> Any:
        with _made_by_nobody():
            given = super().clean()
        if not self.errors:
            _has_shown(self.user, Authenticator.Type.WEBAUTHN)
        return given


class AskOnceMore(ReauthenticateWebAuthnView):
    """Where a passkey has not fitted, people stand where they stood, and can use another way."""

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        for said in form.errors.get("credential", []):
            messages.warning(self.request, str(said))
        return redirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))
