"""What the page of one session shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from groups.home.cards import plan_of
from groups.home.pages import is_open_for, room_of
from groups.membership.access import agreement_of
from groups.membership.models import Agreement, Membership
from groups.schedule.access import Note, note_of
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, Rsvp, Session, SessionState
from groups.schedule.planning import Stage, stages
from groups.schedule.policy import can_answer, can_change


@dataclass(frozen=True)
class Meeting:
    """One session, as one person of its group reads it."""

    session: Session
    mine: Membership
    facilitators: Sequence[str]
    plan: Sequence[Stage]
    answer: str
    can_answer: bool
    can_change: bool
    is_today: bool
    doors_are_open: bool
    room_is_open: bool
    room_id: UUID | None
    roster: Sequence["Line"]
    agreement: Agreement | None
    note: Note

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it was chosen."""
        return [(value, str(words), value == self.answer) for value, words in Answer.choices]

    @property
    def is_called_off(self) -> bool:
        return self.session.state == SessionState.CANCELLED


def meeting(session: Session, mine: Membership, *, now: datetime) -> Meeting:
    people = list(Membership.objects.present().filter(group=session.group_id).order_by("joined_at", "name", "pk"))
    # Facilitators see what everybody said, so they read it once for both.
    rsvps = list(session.rsvps.all() if mine.is_facilitator else session.rsvps.filter(membership=mine))
    due = session.state == SessionState.PLANNED and session.doors_at <= now < session.ends_at
    return Meeting(
        session=session,
        mine=mine,
        facilitators=[one.name for one in people if one.is_facilitator],
        plan=stages(plan_of(session.group), starts_at=session.starts_at, now=now if due else None),
        answer=next((one.answer for one in rsvps if one.membership_id == mine.pk), ""),
        can_answer=can_answer(session, mine, now=now),
        can_change=can_change(session, Hand.facilitator(mine), now=now),
        is_today=timezone.localdate(session.starts_at) == timezone.localdate(now),
        doors_are_open=due,
        room_is_open=is_open_for(session),
        room_id=getattr(room_of(session), "pk", None),
        roster=_roster(session, people, rsvps) if mine.is_facilitator else (),
        agreement=agreement_of(session.group),
        note=note_of(session, mine),
    )


@dataclass(frozen=True)
class Line:
    """Somebody of the group, as its facilitators see them for one session."""

    name: str
    answer: str
    came: bool


def _roster(session: Session, people: Sequence[Membership], rsvps: Sequence[Rsvp]) -> list[Line]:
    """What each member said they can do that day, and who came."""
    answers = {one.membership_id: one.get_answer_display() for one in rsvps}
    came = set(session.attendances.filter(attended=True).values_list("membership_id", flat=True))
    members = sorted((one for one in people if not one.is_facilitator), key=lambda one: one.name.casefold())
    return [Line(one.name, answers.get(one.pk, ""), one.pk in came) for one in members]
