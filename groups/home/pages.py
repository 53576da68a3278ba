"""What the pages of signed-in people show, read in few questions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from groups.facilitation.models import Announcement, Handover
from groups.home.next_thing import Coming, Next, Situation, Thing, next_thing
from groups.home.waiting import waiting as what_waits
from groups.joining.models import UNDECIDED, WAITS_FOR_FACILITATORS, JoinRequest, Offer, RequestState
from groups.membership.access import REMEMBERED
from groups.membership.models import Membership, Part, State
from groups.people.models import User
from groups.reminders.pages import Note, new_notes
from groups.room.models import Room
from groups.schedule.models import Attendance, Session, SessionState
from groups.schedule.said import answer_in
from groups.staffing.access import holders
from groups.standby.access import offered_to

ANSWERS_STAND = timedelta(days=14)
"""How long the answer to a request stands on its author's page."""

SOON, A_PAGE = 12, 20


@dataclass(frozen=True)
class Start:
    """The page that a signed-in person begins with."""

    seats: Sequence[Membership]
    given_on: Sequence[Membership]
    next: Next
    waiting: Sequence[JoinRequest]
    answers: Sequence[JoinRequest]
    notes: Sequence[Note]
    announcements: Sequence[Announcement]
    goodbyes: Sequence[Handover]

    @property
    def facilitates(self) -> bool:
        return any(one.is_facilitator for one in self.seats)


def start_page(user: User, *, now: datetime) -> Start:
    seats, given_on, facilitators = _people(user, now=now)
    requests = _requests(user, seats, now=now)
    waiting = [one for one in requests if one.user_id == user.pk and one.is_undecided]
    return Start(
        seats=seats,
        given_on=given_on,
        next=_with_holders(next_thing(_situation(user, seats, requests, now=now)), facilitators),
        waiting=waiting,
        answers=_answers(requests, seats),
        notes=new_notes(seats, now=now),
        announcements=Announcement.objects.for_seats(seats, now=now) if seats else [],
        goodbyes=Handover.objects.for_seats(seats, now=now) if seats else [],
    )


Facilitators = Mapping[UUID, list[Membership]]
"""Of groups, by the group's id."""


def _with_holders(found: Next, facilitators: Facilitators) -> Next:
    """Who will be there is asked only where it is said."""
    if found.thing != Thing.SESSION or found.coming is None:
        return found
    session = found.coming.session
    held = holders([session], usual=facilitators)[session.pk]
    return replace(found, coming=replace(found.coming, holders=held))


def _people(user: User, *, now: datetime) -> tuple[list[Membership], list[Membership], Facilitators]:
    """What somebody is to groups now; which of their seats were given on lately, where they have no other; and who
    facilitates their groups."""
    here = Membership.objects.current().filter(user=user).values("group")
    told = Q(state=State.SEATED) | Q(state=State.RELEASED, ended_at__gt=now - REMEMBERED)
    held = Q(state=State.SEATED, role=Part.FACILITATOR, group__in=here)
    people = Membership.objects.filter(held | Q(told, user=user)).select_related("group", "user")
    found = list(people.order_by("group__name", "joined_at", "name", "pk"))
    mine = [one for one in found if one.user_id == user.pk]
    seats = [one for one in mine if one.state == State.SEATED]
    seated = {one.group_id for one in seats}
    given_on = [one for one in mine if one.state == State.RELEASED and one.group_id not in seated]
    facilitators: dict[UUID, list[Membership]] = defaultdict(list)
    for one in found:
        if one.is_facilitator and one.state == State.SEATED and not one.is_paused and not one.is_guest:
            facilitators[one.group_id].append(one)
    return seats, given_on, facilitators


def _situation(user: User, seats: Sequence[Membership], requests: Sequence[JoinRequest], *, now: datetime) -> Situation:
    present = [one for one in seats if not one.is_paused]
    waiting = [one for one in requests if one.user_id == user.pk and one.is_undecided]
    in_line = any(one.state == RequestState.WAITING for one in waiting)
    sessions = _coming(present, now=now)
    return Situation(
        today=timezone.localdate(now),
        now=now,
        coming=[one for one in sessions if one.session.state == SessionState.PLANNED],
        standbys=list(offered_to(user, now=now)) if in_line else (),
        offers=list(Offer.objects.kept_for(user, now=now)) if in_line else (),
        to_agree=[one for one in present if one.is_asked_to_agree],
        unanswered=[one for one in waiting if one.last_word_by_asker is False],  # type: ignore[attr-defined]
        others=[one for one in requests if one.user_id != user.pk],
        **what_waits(user, seats, now=now),
        mine=waiting,
        paused=[one for one in seats if one.is_paused],
    )


def _requests(user: User, seats: Sequence[Membership], *, now: datetime) -> list[JoinRequest]:
    """Mine, undecided or answered lately; and those that wait for me as a facilitator."""
    undecided = Q(state__in=UNDECIDED)
    to_answer = WAITS_FOR_FACILITATORS & Q(group__in=[one.group_id for one in seats if one.is_facilitator])
    mine = Q(user=user) & (undecided | Q(answered_at__gt=now - ANSWERS_STAND))
    found = JoinRequest.objects.with_last_word().filter(to_answer | mine).select_related("group")
    return list(found.order_by("asked_at", "pk"))


def _answers(requests: Sequence[JoinRequest], seats: Sequence[Membership]) -> list[JoinRequest]:
    """What facilitators answered; a seat that was left since is no news, nor is what was asked anew."""
    seated = {one.group_id for one in seats}
    settled = seated | {one.group_id for one in requests if one.is_undecided}
    declined = [one for one in requests if one.state == RequestState.DECLINED and one.group_id not in settled]
    return [one for one in requests if one.state == RequestState.SEATED and one.group_id in seated] + declined


def coming(seats: Sequence[Membership], *, now: datetime) -> list[Coming]:
    """The sessions that come next in these people's groups, called-off ones too, each with who will be there."""
    found = _coming(seats, now=now)
    held = holders(one.session for one in found)
    return [replace(one, holders=held[one.session.pk]) for one in found]


def _coming(seats: Sequence[Membership], *, now: datetime) -> list[Coming]:
    sessions = Session.objects.upcoming(now=now).filter(group__in=[one.group_id for one in seats])
    found = sessions.select_related("group__room").annotate(my_answer=answer_in(seats))
    mine_to_open = {one.group_id for one in seats if one.is_facilitator}
    # Whoever sits in, or stands in, for one session is told of no other.
    ends = {one.group_id: one.guest_until for one in seats if one.guest_until is not None}
    return [
        Coming(
            session=one,
            is_mine_to_open=one.group_id in mine_to_open,
            room_is_open=is_open_for(one),
            answer=one.my_answer,  # type: ignore[attr-defined] # annotated above
            day=timezone.localdate(one.starts_at),
            room_id=getattr(room_of(one), "pk", None),
        )
        for one in found[:SOON]
        if one.group_id not in ends or one.starts_at < ends[one.group_id]
    ]


def room_of(session: Session) -> Room | None:
    """The group's room, loaded with it; a group that nobody has visited may have none yet."""
    return getattr(session.group, "room", None)


def is_open_for(session: Session) -> bool:
    """Whether the group's room is open, and for this session."""
    room = room_of(session)
    return room is not None and room.session_id == session.pk


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
