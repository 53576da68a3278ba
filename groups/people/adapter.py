"""How allauth does things here: neutral mail, the same words in text and HTML, and no trace of devices."""

from email.utils import formataddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.organisation.models import Organisation
from groups.people import actions, trouble
from groups.people.models import User

ADDRESS_CHANGED = "account/email/email_changed"
NOWHERE = "0.0.0.0"  # noqa: S104 - not an address to bind: what stands where a network address would


def display_name(user: User) -> str:
    """What allauth calls a person, on their own pages and in their own passkeys."""
    return user.chosen_name or str(user.pk)


class AccountAdapter(DefaultAccountAdapter):
    """Mail addresses are all that allauth knows of a person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. The people who run this service can tell you more."),
        "incorrect_code": _("That is not the code that we sent. Please look once more."),
        "too_many_login_attempts": _("There were many tries in a short time. Please wait a few minutes."),
        "rate_limited": _("There were many tries in a short time. Please wait a few minutes."),
        "cannot_remove_primary_email": _("The main address stays; make another one the main one first."),
        "duplicate_email": _("This address is on your list already."),
        "email_taken": _("This address cannot be added here. Please use another one."),
        "max_email_addresses": _("There is room for %d addresses. Take one off the list first, please."),
        "unverified_primary_email": _("The main address has to be confirmed first, by the code that we send there."),
        "same_as_current": _("This is the address that the code went to. Write another one, or go on with the code."),
    }

    def get_from_email(self) -> str:
        here = Organisation.objects.current()
        return formataddr((here.mail_from_name or here.neutral_name, settings.DEFAULT_FROM_EMAIL))

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        context = {**context, "organisation": Organisation.objects.current()}
        message = super().render_mail(template_prefix, email, context, headers)
        paragraphs = [part.strip() for part in str(message.body).split("\n\n") if part.strip()]
        both = EmailMultiAlternatives(message.subject, "\n\n".join(paragraphs) + "\n", message.from_email, message.to)
        both.extra_headers = {"Auto-Submitted": "auto-generated", **(headers or {})}  # RFC 3834 § 5
        page = {"code": "", **context, "paragraphs": paragraphs, "subject": message.subject}
        html = render_to_string("account/email/_page.html", page)
        both.attach_alternative(html, "text/html")
        return both

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        is_new: bool = super().confirm_email(request, email_address)
        if email_address.primary:  # A code that was mailed there has been read.
            trouble.clear(user=email_address.user)
        return is_new

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        # The one word that allauth says in every way to get another main address, to whoever does not use signals.
        if template_prefix == ADDRESS_CHANGED:
            trouble.clear(user=user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def send_account_already_exists_mail(self, email: str) -> None:
        # There are no passwords to reset here: the way in is a code.
        self.send_mail("account/email/account_already_exists", email, {"login_url": _address("account_login")})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        if kwargs["signup"]:  # In the browser that ticked the boxes, the code for the address was entered.
            actions.understand(user=user, now=timezone.now())
        # allauth keeps the network address and the browser of every device. Nobody here needs to know them.
        device = UserSession.objects.filter(session_key=request.session.session_key)
        device.update(ip=NOWHERE, user_agent="")
        return response  # type: ignore[no-any-return]


class MFAAdapter(DefaultMFAAdapter):
    """What an authenticator app shows is read over shoulders too."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _(
            "With a second step, no address can be added. Stop using it first, and begin again after."
        ),
        "cannot_delete_authenticator": _("With your role you sign in with a second step, so this one stays."),
        "cannot_generate_recovery_codes": _("Codes on paper go with a passkey or an app. Add one of these first."),
        "incorrect_code": _("That did not fit. Please look once more, and try again."),
        "unverified_email": _("Your mail addresses have to be confirmed first, by the code that we send there."),
    }

    def get_totp_issuer(self) -> str:
        return Organisation.objects.current().neutral_name

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's name
        return gettext("My passkey")

    def _get_site_name(self) -> str:
        return Organisation.objects.current().neutral_name


def _address(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
