"""What waits for somebody who holds groups stands on their first page, and costs one question while nothing does."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.attendance.models import Export
from groups.home.waiting import waiting
from groups.people.models import User
from groups.staffing.models import BackupCall, SubstituteAsk
from tests.cast import Cast, client_of, meeting

AN_HOUR = timedelta(hours=1)


def called(cast: Cast, user: User, now: datetime) -> BackupCall:
    session = meeting(cast.group, starts_at=now + timedelta(minutes=8))
    return BackupCall.objects.create(session=session, user=user, minute=-10, called_at=now)


def asked(cast: Cast, user: User, now: datetime) -> SubstituteAsk:
    session = meeting(cast.group, starts_at=now + timedelta(days=2))
    return SubstituteAsk.objects.create(session=session, user=user, asked_at=now, expires_at=now + AN_HOUR)


def export_of(cast: Cast, by: User, now: datetime) -> Export:
    days = {"first_on": now.date(), "last_on": now.date()}
    return Export.objects.create(group=cast.group, asked_by=by, asked_at=now, expires_at=now + AN_HOUR, **days)


def page_of(user: User) -> str:
    return client_of(user).get("/").content.decode()


def test_whoever_is_called_is_led_to_the_call_before_anything_else(cast: Cast, now: datetime) -> None:
    call = called(cast, cast.max, now)
    assert f'/calls/{call.pk}/"' in page_of(cast.max)
    assert "Nobody is there yet" not in page_of(cast.ada)


def test_whoever_is_asked_to_stand_in_is_led_there(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.olu.pk).update(stands_in=True)
    cast.olu.refresh_from_db()
    ask = asked(cast, cast.olu, now)
    page = page_of(cast.olu)
    assert f'/stand-in/{ask.pk}/"' in page
    assert "A facilitator cannot come that day" in page
    assert not any(seat.name in page for seat in cast.seats.values())


def test_a_table_waits_for_the_other_facilitator_alone(cast: Cast, now: datetime) -> None:
    export_of(cast, cast.noor, now)
    assert "A table to open together" in page_of(cast.idris)
    for other in (cast.noor, cast.sam, cast.ada, cast.olu):
        assert "A table to open together" not in page_of(other)


def test_for_members_nothing_is_asked(cast: Cast, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked_of_it:
        assert waiting(cast.sam, [cast.seat("sam")], now=now) == {}
    assert len(asked_of_it) == 0


@pytest.mark.parametrize("some", [False, True])
def test_while_nothing_waits_it_is_one_question(cast: Cast, now: datetime, some: bool) -> None:
    if some:
        called(cast, cast.noor, now)
    with CaptureQueriesContext(connection) as asked_of_it:
        found = waiting(cast.noor, [cast.seat("noor")], now=now)
    assert (len(asked_of_it), [name for name, rows in found.items() if rows]) == ((2, ["calls"]) if some else (1, []))
