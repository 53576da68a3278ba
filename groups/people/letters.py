"""Letters: rows that say who is written to, because of what, and where it leads. Workers do the rest."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from groups.people.models import Letter, LetterKind, LetterState, User


def write_to(
    *, user: User, kind: LetterKind, about: UUID, path: str, now: datetime, expires_at: datetime | None = None
) -> None:
    """Let somebody know by mail that something is there to be read; once for each thing, however often it is asked.

    What they wish (mail at all, quiet hours) is asked when it is sent. After `expires_at` it is not sent any more.
    """
    row = Letter(user=user, kind=kind, about=about, path=path, made_at=now, due_at=now, expires_at=expires_at)
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
