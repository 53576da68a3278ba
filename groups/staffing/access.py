"""Who facilitates which session, read in few questions; and doors to what somebody is asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from groups.membership.models import Membership
from groups.schedule.models import Session, SessionState
from groups.staffing.models import AskState, Duty, DutyState, SubstituteAsk
from groups.staffing.planning import PLACES


@dataclass(slots=True)
class Holders:
    """Who facilitates one session, as far as it is known, under the names of the group."""

    names: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    """Those who facilitate the group, and said that they cannot come that day."""
    searching: bool = False
    """Somebody is being asked to stand in."""
    ids: list[UUID] = field(default_factory=list)
    """The memberships of `names`, in the same order."""
    guests: list[str] = field(default_factory=list)
    """Those of `names` who come for this one session."""


def holders(sessions: Iterable[Session]) -> dict[UUID, Holders]:
    """Session id → who facilitates it: two questions, whatever the number.

    Where it is not laid down yet, those who facilitate the group, the longest first.
    """
    wanted = {one.pk: one.group_id for one in sessions}
    found = {session_id: Holders() for session_id in wanted}
    known = _add_duties(found)
    unknown = {session_id: group_id for session_id, group_id in wanted.items() if session_id not in known}
    usual = usual_facilitators(set(unknown.values())) if unknown else {}
    for session_id, group_id in unknown.items():
        for seat in usual.get(group_id, [])[:PLACES]:
            _add(found[session_id], seat)
    return found


def _add_duties(found: dict[UUID, Holders]) -> set[UUID]:
    """Fill in what is laid down; the sessions of which something is."""
    asked = SubstituteAsk.objects.filter(session=OuterRef("session"), state=AskState.ASKED)
    duties = standing(Duty.objects.filter(session__in=list(found))).annotate(is_searched=Exists(asked))
    known = set()
    for duty in duties.select_related("membership").order_by("membership__joined_at", "membership__name", "pk"):
        known.add(duty.session_id)
        one = found[duty.session_id]
        one.searching = duty.is_searched
        if duty.state == DutyState.HOLDS:
            _add(one, duty.membership)
        else:
            one.cannot.append(duty.membership.name)
    return known


def _add(one: Holders, seat: Membership) -> None:
    one.names.append(seat.name)
    one.ids.append(seat.pk)
    if seat.is_guest:
        one.guests.append(seat.name)


def standing(duties: "QuerySet[Duty]") -> "QuerySet[Duty]":
    """Those that count: of the hour that the session has now, and of somebody who is here, or was when it was over."""
    is_here = Q(membership__in=Membership.objects.present().facilitators())
    same_hour = Q(starts_at=F("session__starts_at"), ends_at=F("session__ends_at"))
    return duties.filter(same_hour, is_here | Q(session__state=SessionState.OVER))


def usual_facilitators(groups: Iterable[UUID]) -> dict[UUID, list[Membership]]:
    """Group id → its facilitators who are here, those who have held it longest first; guests are none."""
    seats = Membership.objects.present().facilitators().staying().filter(group__in=list(groups))
    found: dict[UUID, list[Membership]] = defaultdict(list)
    for seat in seats.order_by("joined_at", "name", "pk"):
        found[seat.group_id].append(seat)
    return found


def locked_session(session_id: UUID) -> Session:
    """The session, its row locked until the transaction ends. A group's row is taken before."""
    sessions = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("group")
    return sessions.get(pk=session_id)
