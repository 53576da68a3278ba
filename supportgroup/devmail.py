"""`/dev/mail/`: the mail that was kept instead of sent. For trying things out; absent unless DEBUG is on."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})-[0-9a-f]{8}")
SHOWN = 200


@dataclass(frozen=True)
class Letter:
    """One kept mail, as its reader would see it."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str


def letters() -> list[Letter]:
    """The newest mails first. `KeptMail` gives them names that sort by time."""
    names = sorted((file.stem for file in settings.MAIL_DIR.glob("*.eml")), reverse=True)
    return [read(name) for name in names if NAME.fullmatch(name)][:SHOWN]


def read(name: str) -> Letter:
    """One mail by its name; nothing outside the folder has a name of this shape."""
    shape = NAME.fullmatch(name)
    file = Path(settings.MAIL_DIR) / f"{name}.eml"
    if shape is None or not file.is_file():
        raise Http404
    message = email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(
        name=name,
        at=datetime.strptime(shape[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()) if body else "",
    )


@never_cache
@login_not_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All of it."""
    _only_while_trying()
    return render(request, "dev/mail.html", {"letters": letters()})


@never_cache
@login_not_required
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    _only_while_trying()
    return render(request, "dev/letter.html", {"letter": read(name)})


def _only_while_trying() -> None:
    if not settings.DEBUG:
        raise Http404


urlpatterns = [
    path("", inbox, name="dev_mail"),
    path("<str:name>/", letter, name="dev_letter"),
]
