"""Two people press at once: one decides, the other is told. Real threads, PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from groups.people.models import User
from groups.refusals import Refused
from groups.room.models import Room
from moderation.audit.models import AuditLine
from moderation.decisions import actions
from moderation.decisions.models import Decision
from moderation.holds.models import Hold
from moderation.reports.models import Report
from tests.cast import Cast, meeting, open_room, whole_cast
from tests.moderation.said import held, reported, said

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def room(cast: Cast, now: datetime) -> Room:
    return open_room(meeting(cast.group, starts_at=now))


def at_once(*acts: Callable[[], object]) -> list[Refused | None]:
    """Do all of it at the same moment; who was refused."""
    start, refusals = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(5)
            act()
            refusals.append(None)
        except Refused as no:
            refusals.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refusals) == len(acts)
    return refusals


def both(cast: Cast, act: Callable[[User], object]) -> list[Refused | None]:
    return at_once(lambda: act(cast.noor), lambda: act(cast.max))


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


@pytest.mark.parametrize("turn", range(5))
def test_two_release_at_once(turn: int, cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    refusals = both(cast, lambda by: actions.release(message=hold.message, by=by, now=now))
    assert [no is None for no in sorted(refusals, key=lambda no: no is None)] == [False, True]
    assert AuditLine.objects.count() == Decision.objects.count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_one_keeps_and_one_releases(turn: int, cast: Cast, room: Room, now: datetime) -> None:
    """Keeping after releasing is refused; releasing after keeping is a second thought, and both stand in the log."""
    hold = held(room, cast.seat("ana"), now=now)
    refusals = at_once(
        lambda: actions.keep(hold=Hold.objects.get(), by=cast.noor, behaviour="other", now=now),
        lambda: actions.release(message=hold.message, by=cast.max, now=now),
    )
    hold.refresh_from_db()
    hold.message.refresh_from_db()
    assert (hold.state, hold.message.visibility) == ("released", "shown")
    assert AuditLine.objects.count() == refusals.count(None)


@pytest.mark.parametrize("turn", range(5))
def test_two_answer_one_report(turn: int, cast: Cast, room: Room, now: datetime) -> None:
    reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    refusals = at_once(
        lambda: actions.answer_by_hiding(report=Report.objects.get(), by=cast.noor, now=now),
        lambda: actions.close(report=Report.objects.get(), acted=False, by=cast.max, now=now),
    )
    assert refusals.count(None) in {1, 2}
    assert Report.objects.get().state in {"acted", "closed"}
    assert AuditLine.objects.count() == refusals.count(None)


@pytest.mark.parametrize("turn", range(5))
def test_two_taps_at_once_are_one_report(turn: int, cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    assert at_once(*[lambda: reported(message, cast.seat("sam"), now=now)] * 4) == [None] * 4
    assert Report.objects.count() == 1
