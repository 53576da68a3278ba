"""Sessions that took place, who came, and what was said of them: for tests of what is said afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders.models import Reminder, ReminderState
from groups.schedule.models import Attendance, Rsvp, Session, SessionState
from tests.cast import Cast, meeting

WEEK = timedelta(weeks=1)
START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
END = START + timedelta(hours=1)


def everybody_has_been_here(cast: Cast) -> Cast:
    """For months; Sam agreed to a word, and nobody keeps quiet hours."""
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    Membership.objects.update(joined_at=START - 10 * WEEK)
    Membership.objects.filter(pk=cast.seat("sam").pk).update(may_be_written_to=True)
    return cast


def took_place(cast: Cast, week: int = 0, *, came: tuple[str, ...] = (), **fields: Any) -> Session:
    """A session of that week, over; who came is settled."""
    given: dict[str, Any] = {"state": SessionState.OVER, "opened_at": START + week * WEEK} | fields
    session = meeting(cast.group, starts_at=START + week * WEEK, **given)
    for name in came:
        seen = {"first_seen_at": session.starts_at, "slots": 100, "attended": True}
        Attendance.objects.create(session=session, membership=cast.seat(name), **seen)
    return session


def evening(week: int) -> datetime:
    return END + week * WEEK + timedelta(minutes=1)


def kinds(session: Session, **given: Any) -> set[str]:
    return set(Reminder.objects.filter(session=session, **given).values_list("kind", flat=True))


def sent(session: Session) -> None:
    """Whatever was to be told of it has been told."""
    Reminder.objects.filter(session=session, state=ReminderState.PENDING).update(
        state=ReminderState.SENT, sent_at=session.ends_at
    )


def say(cast: Cast, session: Session, answer: str, *, at: datetime) -> None:
    Rsvp.objects.create(session=session, membership=cast.seat("sam"), answer=answer, answered_at=at)
