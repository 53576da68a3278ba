"""Who facilitates which session, read in few questions; and doors to what somebody is asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.membership.access import facilitator_for, locked, memberships_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.models import Session, SessionState
from groups.staffing.models import AskState, BackupCall, CallAnswer, Duty, DutyState, SubstituteAsk
from groups.staffing.planning import PLACES
from groups.staffing.policy import Hands


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


def holders(
    sessions: Iterable[Session], *, usual: Mapping[UUID, list[Membership]] | None = None
) -> dict[UUID, Holders]:
    """Session id → who facilitates it: two questions, whatever the number.

    Where it is not laid down yet, those who facilitate the group, the longest first. *usual*: those, where they have
    been read already; then it is one question.
    """
    wanted = {one.pk: one.group_id for one in sessions}
    found = {session_id: Holders() for session_id in wanted}
    known = _add_duties(found)
    unknown = {session_id: group_id for session_id, group_id in wanted.items() if session_id not in known}
    if usual is None:
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
    """The session, its row locked until the transaction ends; before it its group's, as everywhere."""
    locked(Session.objects.values_list("group_id", flat=True).get(pk=session_id))
    sessions = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("group")
    return sessions.get(pk=session_id)


def hands_of(session: Session) -> Hands:
    """The duties of a session that count, those who have been here longest first; one question."""
    duties = standing(Duty.objects.filter(session=session)).select_related("membership__user")
    return Hands(list(duties.order_by("membership__joined_at", "membership__name", "pk")))


def people_at(session: Session) -> list[Membership]:
    """Those who come to the group, longest first, each with `duty_state` and `duty_how` in this session (None: no duty)
    and `is_searched`, whether somebody is being asked to stand in; one question."""
    hours = {"duties__starts_at": session.starts_at, "duties__ends_at": session.ends_at}
    duty = FilteredRelation("duties", condition=Q(duties__session=session.pk, **hours))
    asked = SubstituteAsk.objects.filter(session=session.pk, state=AskState.ASKED)
    people = Membership.objects.present().filter(group=session.group_id).annotate(duty=duty, is_searched=Exists(asked))
    said = people.annotate(duty_state=F("duty__state"), duty_how=F("duty__how"))
    return list(said.order_by("joined_at", "name", "pk"))


def session_to_staff(user: User, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group that this person facilitates, and what they are to it; guests see to one session alone."""
    mine = memberships_of(user).facilitators().staying()
    sessions = Session.objects.select_related("group").filter(group__in=mine.values("group_id"))
    session = get_object_or_404(sessions, pk=session_id)
    return session, facilitator_for(user, session.group_id)


def ask_for(user: User, ask_id: UUID) -> SubstituteAsk:
    """What this person is, or was, asked: to stand in once."""
    mine = SubstituteAsk.objects.filter(user=user).select_related("session__group", "user")
    return get_object_or_404(mine, pk=ask_id)


def call_for(user: User, call_id: UUID) -> BackupCall:
    """To what this person is, or was, called."""
    return get_object_or_404(BackupCall.objects.filter(user=user).select_related("session__group", "user"), pk=call_id)


def facilitates_somewhere(user: User) -> bool:
    """Whether this person holds a group, or stands in for somebody now."""
    return memberships_of(user).facilitators().exists()


def duties_of(user: User, *, now: datetime) -> list[Duty]:
    """What this person holds, or said that they cannot hold, from now on; one question."""
    mine = standing(Duty.objects.filter(user=user, ends_at__gt=now, session__state=SessionState.PLANNED))
    return list(mine.select_related("session__group", "membership").order_by("starts_at", "pk"))


def asks_of(user: User, *, now: datetime) -> list[SubstituteAsk]:
    """What waits for this person's answer: sessions in which they could stand in, the one that expires first before
    the others; one question."""
    return list(asks_waiting(user, now=now))


def asks_waiting(user: User, *, now: datetime) -> QuerySet[SubstituteAsk]:
    """The same, not read yet."""
    waiting = SubstituteAsk.objects.filter(user=user, state=AskState.ASKED, expires_at__gt=now)
    return waiting.select_related("session__group").order_by("expires_at", "pk")


def calls_of(user: User, *, now: datetime) -> list[BackupCall]:
    """To which rooms, closed and due, this person is called and has not answered, each once; one question."""
    newest = {one.session_id: one for one in calls_waiting(user, now=now)}
    return list(newest.values())


def calls_waiting(user: User, *, now: datetime) -> QuerySet[BackupCall]:
    """All of them, not read yet: of one session the newest last."""
    closed = {"session__state": SessionState.PLANNED, "session__opened_at": None, "session__ends_at__gt": now}
    waiting = BackupCall.objects.filter(user=user, answer=CallAnswer.NONE, **closed).select_related("session__group")
    return waiting.order_by("session__starts_at", "minute", "pk")
