"""Letters: rows that say who is written to, because of what, and where it leads; and the few words of each.

Workers send them (`delivery.py`). No letter names a person or a group. Unless somebody wishes otherwise it says no more
than that there is something to read; who shares a mailbox gets one line, and the front page as its link.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from groups.people.mail import Said, Sender
from groups.people.models import Letter, LetterKind, LetterState, User
from groups.people.tokens import token_for


def write_to(
    *,
    user: User,
    kind: LetterKind,
    about: UUID,
    path: str,
    now: datetime,
    expires_at: datetime | None = None,
    is_urgent: bool = False,
) -> None:
    """Let somebody know by mail that something is there to be read; once for each thing, however often it is asked.

    What they wish (mail at all, quiet hours) is asked when it is sent. After `expires_at` it is not sent any more. What
    is urgent, because it is about this very hour and they have said yes to that, does not wait for quiet hours to end.
    """
    row = Letter(user=user, kind=kind, about=about, path=path, made_at=now, due_at=now, expires_at=expires_at)
    row.is_urgent = is_urgent
    Letter.objects.bulk_create([row], ignore_conflicts=True)


def write_to_address(
    *, address: str, kind: LetterKind, about: UUID, path: str, now: datetime, expires_at: datetime
) -> None:
    """The same, to an address that may belong to nobody yet; its link gets its secret when it is sent."""
    Letter.objects.create(
        address=address, kind=kind, about=about, path=path, made_at=now, due_at=now, expires_at=expires_at
    )


def drop(*, kind: LetterKind, about: UUID) -> None:
    """What was to be read is gone: what has not been sent is not sent any more."""
    waiting: QuerySet[Letter] = Letter.objects.filter(kind=kind, about=about, state=LetterState.PENDING)
    waiting.update(state=LetterState.DROPPED, lease=None)


def drop_under(*, user: User, path: str) -> None:
    """Somebody has nothing more to do with what stands under this path: what would lead there is not sent any more."""
    waiting: QuerySet[Letter] = Letter.objects.filter(user=user, path__startswith=path, state=LetterState.PENDING)
    waiting.update(state=LetterState.DROPPED, lease=None)


def message(letter: Letter, sender: Sender) -> EmailMultiAlternatives:
    """The mail of this row."""
    to = letter.user.email if letter.user else letter.address
    return sender.message(_said(letter, sender), to=to, name=str(letter.pk))


def _said(letter: Letter, sender: Sender) -> Said:
    person = letter.user
    is_shared = person is not None and not person.mail_is_private
    context = {
        "neutral_name": sender.name,
        "kind": letter.kind,
        "is_shared": is_shared,
        "is_plain": person is not None and person.plain_mail and not is_shared,
        "is_urgent": letter.is_urgent,
        "is_expected": person is not None,
        "page_url": settings.SITE_URL + ("/" if is_shared else _path(letter)),
        "settings_url": settings.SITE_URL + reverse("people:settings"),
    }
    parts = ("_subject.txt", ".txt", ".html")
    subject, text, html = (render_to_string(f"people/mail/letter{part}", context) for part in parts)
    return Said(" ".join(subject.split()), text, html)


def _path(letter: Letter) -> str:
    """To an address, the secret is part of the link; it follows from the row, and is stored nowhere."""
    return letter.path if letter.user else f"{letter.path}{token_for('invitation', letter.about)}/"
