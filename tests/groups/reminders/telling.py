"""A facilitator changes a session, and the job tells everybody, as it does every few seconds."""

from datetime import datetime

from groups.membership.models import Membership
from groups.reminders.actions import tell_changes
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session


def call_off(*, session: Session, by: Membership, now: datetime) -> Session:
    session = sessions.cancel(session=session, by=Hand.facilitator(by), now=now)
    tell_changes(now=now)
    return session


def move(*, session: Session, by: Membership, starts_at: datetime, now: datetime) -> Session:
    session = sessions.move(session=session, by=Hand.facilitator(by), starts_at=starts_at, now=now)
    tell_changes(now=now)
    return session
