"""Doors to a session and to one's own notes, from the person outward."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.membership.access import Person, facilitator_for, membership_for, memberships_of
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.schedule.facts import Hand
from groups.schedule.links import read_answer_token
from groups.schedule.models import Session, SessionNote, Usual
from groups.sealed import CannotOpen

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Note:
    """My own words about a session. *is_shut*: they are there, but the key is not."""

    words: str = ""
    is_shut: bool = False


NOTHING = Note()


def sessions_within_reach(user: Person) -> QuerySet[Session]:
    """Those of one's groups. Whoever sits in, or stands in, for one session finds none that comes after it, and none
    that was over before they came."""
    mine = memberships_of(user)
    visits = mine.filter(group=OuterRef("group"), guest_until__gt=OuterRef("starts_at"))
    visits = visits.filter(joined_at__lt=OuterRef("ends_at"))
    return Session.objects.filter(Q(group__in=mine.staying().values("group_id")) | Exists(visits))


def session_for(user: User, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group to which this person belongs, and what they are to it."""
    session = get_object_or_404(sessions_within_reach(user), pk=session_id)
    return session, membership_for(user, session.group_id)


def session_to_change(user: User, session_id: UUID) -> tuple[Session, Membership]:
    """The same, for somebody who facilitates the group."""
    mine = Session.objects.filter(group__in=memberships_of(user).facilitators().values("group_id"))
    session = get_object_or_404(mine, pk=session_id)
    return session, facilitator_for(user, session.group_id)


def session_in_hand(user: User, session_id: UUID) -> tuple[Session, Hand]:
    """A session that this person may change: as a facilitator of its group, or as an admin, of any group."""
    if not user.is_staff:
        session, seat = session_to_change(user, session_id)
        return session, Hand.facilitator(seat)
    session = get_object_or_404(Session.objects.select_related("group"), pk=session_id)
    return session, _hand_of(user, session.group_id)


def group_in_hand(user: User, group_id: UUID) -> tuple[SupportGroup, Hand]:
    """A group to which this person may add a session."""
    if not user.is_staff:
        seat = facilitator_for(user, group_id)
        return seat.group, Hand.facilitator(seat)
    return get_object_or_404(SupportGroup, pk=group_id), _hand_of(user, group_id)


def _hand_of(admin: User, group_id: UUID) -> Hand:
    """An admin who facilitates the group herself does so as its facilitator."""
    seat = memberships_of(admin).facilitators().staying().filter(group=group_id).first()
    return Hand.facilitator(seat) if seat else Hand.admin(admin)


def usual_length(group: SupportGroup) -> int:
    """Minutes of a session by the group's newest hour."""
    hours = group.series.order_by("-starts_on", "pk").values_list("minutes", flat=True)
    return hours.first() or 60


def own_seat(user: User, group_id: UUID) -> Membership:
    """A seat of one's own. Facilitators take none, and whoever comes for one session has none."""
    return get_object_or_404(memberships_of(user).members().staying(), group_id=group_id)


def usual_of(mine: Membership) -> str:
    """What this person says of every session, as long as they say nothing else; empty: nothing."""
    return Usual.objects.filter(membership=mine).values_list("answer", flat=True).first() or ""


def session_by_link(token: str) -> tuple[Session, Membership]:
    """What the link of a mail is about, and who answers by it; they may have left in the meantime.

    A link that we have not made asks the database nothing, and finds what stands where nothing is.
    """
    ids = read_answer_token(token)
    if ids is None:
        raise Http404
    mine = get_object_or_404(Membership.objects.select_related("user", "group"), pk=ids[0])
    return get_object_or_404(Session.objects.filter(group=mine.group_id), pk=ids[1]), mine


def note_of(session: Session, mine: Membership) -> Note:
    """What this person noted about a session; nothing, where there is nothing."""
    found = SessionNote.objects.filter(session=session, membership=mine).first()
    return _opened(found) if found else NOTHING


def notes_of(user: User, sessions: Iterable[Session]) -> dict[UUID, Note]:
    """Session → what this person noted about it, in groups that they have left too."""
    found = SessionNote.objects.filter(membership__user=user, session__in=[one.pk for one in sessions])
    return {note.session_id: _opened(note) for note in found.order_by("changed_at", "pk")}


def _opened(note: SessionNote) -> Note:
    # A page never falls over because of one note: it says that the words are kept, and cannot be shown.
    try:
        return Note(note.words)
    except CannotOpen:
        log.error("schedule.note_is_shut", note=str(note.pk))
        return Note(is_shut=True)
