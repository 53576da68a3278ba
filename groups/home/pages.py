"""What the pages of signed-in people show, read in few questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from groups.home.next_thing import Coming, Next, Situation, next_thing
from groups.joining.models import JoinRequest, RequestState
from groups.membership.access import memberships_of
from groups.membership.models import Membership, Part
from groups.people.models import User
from groups.reminders.models import Reminder, ReminderKind
from groups.room.models import Room
from groups.schedule.models import Attendance, Rsvp, Session, SessionState

ANSWERS_STAND = timedelta(days=14)
"""How long the answer to a request stands on its author's page."""

SOON, A_PAGE = 12, 20


@dataclass(frozen=True)
class Start:
    """The page that a signed-in person begins with."""

    seats: Sequence[Membership]
    next: Next
    waiting: Sequence[JoinRequest]
    answers: Sequence[JoinRequest]
    reminders: Sequence[Reminder]

    @property
    def facilitates(self) -> bool:
        return any(one.is_facilitator for one in self.seats)


def start_page(user: User, *, now: datetime) -> Start:
    seats = list(memberships_of(user).order_by("group__name", "pk"))
    requests = _requests(user, seats, now=now)
    waiting = [one for one in requests if one.user_id == user.pk and one.state == RequestState.OPEN]
    others = [one for one in requests if one.user_id != user.pk]
    going_ahead = [one for one in coming(seats, now=now) if one.session.state == SessionState.PLANNED]
    return Start(
        seats=seats,
        next=next_thing(
            Situation(coming=going_ahead, mine=waiting, others=others, today=timezone.localdate(now), now=now)
        ),
        waiting=waiting,
        answers=_answers(requests, seats),
        reminders=_reminders(seats, now=now),
    )


def _requests(user: User, seats: Sequence[Membership], *, now: datetime) -> list[JoinRequest]:
    """Mine, waiting or answered lately; and those that wait for me as a facilitator."""
    is_open = Q(state=RequestState.OPEN)
    to_answer = is_open & Q(group__in=[one.group_id for one in seats if one.is_facilitator])
    mine = Q(user=user) & (is_open | Q(answered_at__gt=now - ANSWERS_STAND))
    return list(JoinRequest.objects.select_related("group").filter(to_answer | mine).order_by("asked_at", "pk"))


def _answers(requests: Sequence[JoinRequest], seats: Sequence[Membership]) -> list[JoinRequest]:
    """What facilitators answered; a seat that was left since is no news."""
    seated = {one.group_id for one in seats}
    declined = [one for one in requests if one.state == RequestState.DECLINED and one.group_id not in seated]
    return [one for one in requests if one.state == RequestState.SEATED and one.group_id in seated] + declined


def _reminders(seats: Sequence[Membership], *, now: datetime) -> list[Reminder]:
    """The newest word about each session that is still to come, if it is still true."""
    true = Q(kind=ReminderKind.CANCELLED) | Q(
        session__state=SessionState.PLANNED, session_version=F("session__version")
    )
    rows = Reminder.objects.in_app().filter(true, membership__in=seats, session__ends_at__gt=now, read_at=None)
    newest: dict[UUID, Reminder] = {}
    for one in rows.select_related("session__group"):
        newest.setdefault(one.session_id, one)
    return list(newest.values())


def coming(seats: Sequence[Membership], *, now: datetime) -> list[Coming]:
    """The sessions that come next in these people's groups, called-off ones too, each with who will be there."""
    answers = Rsvp.objects.filter(session=OuterRef("pk"), membership__in=seats).values("answer")
    sessions = Session.objects.upcoming(now=now).filter(group__in=[one.group_id for one in seats])
    found = sessions.select_related("group__room").annotate(my_answer=Subquery(answers[:1]))
    mine_to_open = {one.group_id for one in seats if one.is_facilitator}
    facilitators = _facilitators(seats)
    return [
        Coming(
            session=one,
            is_mine_to_open=one.group_id in mine_to_open,
            room_is_open=is_open_for(one),
            answer=one.my_answer or "",  # type: ignore[attr-defined] # annotated above
            day=timezone.localdate(one.starts_at),
            facilitators=facilitators[one.group_id],
            room_id=getattr(room_of(one), "pk", None),
        )
        for one in found[:SOON]
    ]


def room_of(session: Session) -> Room | None:
    """The group's room, loaded with it; a group that nobody has visited may have none yet."""
    return getattr(session.group, "room", None)


def is_open_for(session: Session) -> bool:
    """Whether the group's room is open, and for this session."""
    room = room_of(session)
    return room is not None and room.session_id == session.pk


def _facilitators(seats: Sequence[Membership]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = defaultdict(list)
    people = Membership.objects.current().facilitators().filter(group__in=[one.group_id for one in seats])
    for group_id, name in people.order_by("joined_at", "name", "pk").values_list("group_id", "name"):
        names[group_id].append(name)
    return names


@dataclass(frozen=True)
class Past:
    """A session that somebody came to."""

    session: Session
    facilitators: Sequence[str]


def past(user: User, *, page: str | None) -> tuple[Page[Attendance], list[Past]]:
    """The sessions that this person came to, the newest first; what they did not come to is nowhere."""
    came = Attendance.objects.filter(membership__user=user, attended=True).select_related("session__group")
    shown = Paginator(came.order_by("-session__starts_at", "pk"), A_PAGE).get_page(page)
    sessions = [one.session for one in shown]
    held = Attendance.objects.filter(session__in=sessions, attended=True, membership__role=Part.FACILITATOR)
    names: dict[UUID, list[str]] = defaultdict(list)
    in_order = held.order_by("membership__joined_at", "membership__name", "pk")
    for session_id, name in in_order.values_list("session_id", "membership__name"):
        names[session_id].append(name)
    return shown, [Past(session, names[session.pk]) for session in sessions]
