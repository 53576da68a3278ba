"""Several workers that ring, and people who change their mind under them: PostgreSQL, real threads, real commits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from groups.people import letters, said
from groups.people.models import LetterKind, PushDevice, Ring, User
from groups.people.push import kept, rings
from groups.people.wishes import Topic
from groups.reminders.actions import plan, ring
from groups.reminders.models import Reminder
from tests.cast import Cast, meeting, whole_cast
from tests.groups.reminders.test_races import at_once
from tests.pushing import Service, browser_keys, device, meanwhile

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads, and a push service over TLS
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = whole_cast(now=now)
    User.objects.update(quiet_from=None, quiet_to=None)
    return cast


def everybody(cast: Cast) -> list[User]:
    return [cast.sam, cast.ana, cast.noor, cast.idris, cast.max, cast.ada, cast.olu]


def write(user: User) -> None:
    letters.write_to(user=user, kind=LetterKind.ANSWER, about=uuid4(), path="/requests/1/", now=NOON)


def worked_off(batch: Callable[..., int], *, limit: int, now: datetime) -> int:
    return sum(iter(lambda: batch(limit=limit, now=now), 0))


def test_four_workers_at_once_ring_for_each_row_once(cast: Cast, service: Service) -> None:
    for person in everybody(cast):
        device(person, person.chosen_name, now=NOON)
        write(person)
    settled = at_once(*[lambda: worked_off(rings.ring, limit=2, now=NOON)] * 4)
    assert sum(settled) == 7
    assert sorted(service.paths()) == sorted(person.chosen_name for person in everybody(cast))
    assert set(Ring.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_four_workers_at_once_ring_for_each_note_once(cast: Cast, service: Service) -> None:
    for person in everybody(cast)[:4]:
        device(person, person.chosen_name, now=NOON)
    meeting(cast.group, starts_at=NOON + timedelta(days=4))
    plan(now=NOON)
    at = NOON + timedelta(days=1)
    at_once(*[lambda: worked_off(ring, limit=1, now=at)] * 4)
    assert sorted(service.paths()) == ["Ana", "Idris", "Noor", "Sam"]
    rows = Reminder.objects.filter(channel="push", kind="three_days")
    assert set(rows.values_list("state", "attempts")) == {("sent", 1)}


def test_who_says_no_while_a_worker_holds_the_row_is_not_rung(cast: Cast, service: Service) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    lease, [row] = rings.claim(limit=5, now=NOON)

    def no() -> None:
        said.choose(user_id=cast.sam.pk, topic=Topic.PLACE, ways=["mail"])

    tried = True in at_once(lambda: rings._try(row, lease), no)
    # Whoever came first: one who was told yes held a row that was still wished then.
    assert Ring.objects.get().attempts == int(tried)
    assert not rings._try(row, lease)
    assert rings.ring(limit=5, now=NOON + timedelta(minutes=2)) == 1
    assert (service.rings, Ring.objects.get().state) == ([], "dropped")


def test_one_browser_given_by_two_people_at_once_is_one_persons(cast: Cast, offered: None) -> None:
    for _ in range(5):
        PushDevice.objects.all().delete()
        at_once(*[lambda user=user: device(user, "shared", now=NOON) for user in (cast.sam, cast.ana, cast.sam)])
        assert PushDevice.objects.count() == 1


def test_ten_devices_given_at_once_and_an_eleventh_are_ten(cast: Cast, offered: None) -> None:
    for number in range(kept.MOST - 1):
        device(cast.sam, str(number), now=NOON)

    def give(name: str) -> Callable[[], bool]:
        def one() -> bool:
            try:
                keys = {"endpoint": f"https://push.example.org/{name}", "keys": browser_keys()}
                kept.take(user=cast.sam, session_key="a", now=NOON, **keys)  # type: ignore[arg-type]
            except kept.ManyDevices:
                return False
            return True

        return one

    assert sorted(at_once(give("a"), give("b"), give("c"))) == [False, False, True]
    assert PushDevice.objects.count() == kept.MOST


def test_a_device_that_is_stopped_and_given_again_at_once_leaves_no_two(
    cast: Cast, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        mine = device(cast.sam, "sams", now=NOON)
        at_once(lambda: kept.stop(device=mine), lambda: device(cast.sam, "sams", now=NOON))  # noqa: B023
        assert PushDevice.objects.count() <= 1
    meanwhile(monkeypatch, PushDevice.objects.all().delete)
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    rings.ring(limit=5, now=NOON)
    assert not PushDevice.objects.exists()
