"""What the page of one session shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from groups.attendance.policy import can_mark
from groups.home.cards import plan_of
from groups.home.pages import is_open_for, room_of
from groups.membership.access import agreement_of
from groups.membership.models import Agreement, Membership
from groups.reminders.intentions import Word, word_of
from groups.schedule.access import Note, note_of
from groups.schedule.actions.links import link_for
from groups.schedule.facts import Hand
from groups.schedule.models import Session, SessionState
from groups.schedule.pages import Today, today
from groups.schedule.planning import Stage, stages
from groups.schedule.policy import can_change, can_restore
from groups.schedule.said import NOTHING as UNSAID
from groups.schedule.said import Said, said_of
from groups.staffing.access import people_at
from groups.staffing.pages import Who, who
from groups.standby.pages import Visits, is_guest_of, visits


@dataclass(frozen=True)
class Meeting:
    """One session, as one person of its group reads it."""

    session: Session
    mine: Membership
    who: Who
    plan: Sequence[Stage]
    today: Today
    can_change: bool
    can_restore: bool
    doors_are_open: bool
    room_is_open: bool
    room_id: UUID | None
    roster: Sequence["Line"]
    agreement: Agreement | None
    note: Note
    word: Word
    """Of mine to myself, which comes back before the next session."""
    can_mark: bool
    voice: str
    """Where the session meets by voice, from the doors to the end."""
    visits: Visits

    @property
    def is_called_off(self) -> bool:
        return self.session.state == SessionState.CANCELLED


def meeting(session: Session, mine: Membership, *, now: datetime) -> Meeting:
    people = people_at(session)
    # Facilitators see what everybody said, so they read it once for both.
    said = said_of(session, only=None if mine.is_facilitator else mine)
    due = session.state == SessionState.PLANNED and session.doors_at <= now < session.ends_at
    return Meeting(
        session=session,
        mine=mine,
        who=who(session, mine, people, now=now),
        plan=stages(plan_of(session.group), starts_at=session.starts_at, now=now if due else None),
        today=today(session, mine, said.get(mine.pk, UNSAID), now=now),
        can_change=can_change(session, Hand.facilitator(mine), now=now),
        can_restore=can_restore(session, Hand.facilitator(mine), now=now),
        doors_are_open=due,
        room_is_open=is_open_for(session),
        room_id=getattr(room_of(session), "pk", None),
        roster=_roster(session, people, said) if mine.is_facilitator else (),
        agreement=agreement_of(session.group),
        note=note_of(session, mine),
        word=word_of(mine),
        can_mark=can_mark(session, mine, now=now),
        voice=link_for(session=session, membership=mine, now=now),
        visits=visits(session, people, mine),
    )


@dataclass(frozen=True)
class Line:
    """Somebody of the group, as its facilitators see them for one session."""

    name: str
    answer: str
    came: bool


def _roster(session: Session, people: Sequence[Membership], said: Mapping[UUID, Said]) -> list[Line]:
    """What each member said they can do that day, and who came."""
    came = set(session.attendances.filter(attended=True).values_list("membership_id", flat=True))
    members = sorted((one for one in people if not one.is_facilitator), key=lambda one: one.name.casefold())
    there = [one for one in members if not one.is_guest or is_guest_of(one, session)]
    return [Line(one.name, _word(one, said), one.pk in came) for one in there]


def _word(one: Membership, said: Mapping[UUID, Said]) -> str:
    return _("Sits in today") if one.is_guest else said.get(one.pk, UNSAID).words
