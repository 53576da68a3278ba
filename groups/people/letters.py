"""Letters: rows that say who is written to, because of what, and where it leads; and the few words of each.

Workers send them (`delivery.py`). No letter names a person or a group. Unless somebody wishes otherwise it says no more
than that there is something to read; who shares a mailbox gets one line, and the front page as its link.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from groups.people.mail import Said, Sender, one_line, rendered, stop_url
from groups.people.models import LETTER_TOPIC, Letter, LetterKind, LetterState, Ring, User
from groups.people.push import rings
from groups.people.tokens import stop_token, token_for


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
    rings.beside(row, user)


def write_to_address(
    *, address: str, kind: LetterKind, about: UUID, path: str, now: datetime, expires_at: datetime
) -> None:
    """The same, to an address that may belong to nobody yet; its link gets its secret when it is sent."""
    Letter.objects.create(
        address=address, kind=kind, about=about, path=path, made_at=now, due_at=now, expires_at=expires_at
    )


def drop(*, kind: LetterKind, about: UUID) -> None:
    """What was to be read is gone: what has not been sent is not sent any more."""
    for waiting in _waiting(kind=kind, about=about):
        waiting.update(state=LetterState.DROPPED, lease=None)


def drop_under(*, user: User, path: str) -> None:
    """Somebody has nothing more to do with what stands under this path: what would lead there is not sent any more."""
    for waiting in _waiting(user=user, path__startswith=path):
        waiting.update(state=LetterState.DROPPED, lease=None)


def _waiting(**which: Any) -> tuple[QuerySet[Letter], QuerySet[Ring]]:
    """Letters, and the rings beside them."""
    which["state"] = LetterState.PENDING
    return Letter.objects.filter(**which), Ring.objects.filter(**which)


def message(letter: Letter, sender: Sender) -> EmailMultiAlternatives:
    """The mail of this row."""
    person = letter.user
    if person is None:
        return sender.message(_said(letter, sender), to=letter.address, name=str(letter.pk))
    said = _said(letter, sender) if person.mail_is_private else one_line(sender.name)
    stop = stop_token(person.pk, LETTER_TOPIC[LetterKind(letter.kind)])
    return sender.message(said, to=person.email, name=str(letter.pk), stop=stop)


def _said(letter: Letter, sender: Sender) -> Said:
    person = letter.user
    context = {
        "neutral_name": sender.name,
        "kind": letter.kind,
        "is_plain": person is not None and person.plain_mail,
        "is_urgent": letter.is_urgent,
        "is_expected": person is not None,
        "page_url": settings.SITE_URL + _path(letter),
        "stop_url": stop_url(),
    }
    return rendered("people/mail/letter", context)


def _path(letter: Letter) -> str:
    """To an address, the secret is part of the link; it follows from the row, and is stored nowhere."""
    return letter.path if letter.user else f"{letter.path}{token_for('invitation', letter.about)}/"
