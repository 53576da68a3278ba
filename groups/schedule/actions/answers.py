"""What somebody says they can do that day, and what they note for themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.schedule.access import note_of
from groups.schedule.models import Rsvp, Session, SessionNote
from groups.schedule.policy import CannotDoNow, check_can_answer


class NoteIsShut(CannotDoNow):
    """There are words already that cannot be read: they are not written over."""

    code = "note_is_shut"


@transaction.atomic
def answer(*, session: Session, membership: Membership, answer: str, now: datetime) -> Rsvp:
    """Keep what somebody says they can do that day (an `Answer`); the newest word counts."""
    check_can_answer(session, membership, now=now)
    rsvp, _new = Rsvp.objects.update_or_create(
        session=session, membership=membership, defaults={"answer": answer, "answered_at": now}
    )
    return rsvp


@transaction.atomic
def note(*, session: Session, membership: Membership, words: str, now: datetime) -> None:
    """Keep somebody's own words about a session, sealed; no words, no note. Before it, in it, and long after it."""
    if not words:
        SessionNote.objects.filter(session=session, membership=membership).delete()
        return
    if note_of(session, membership).is_shut:
        raise NoteIsShut(_("There is a note here that cannot be opened right now. It is kept, and was not changed."))
    SessionNote.objects.update_or_create(
        session=session, membership=membership, defaults={"words": words, "changed_at": now}
    )
