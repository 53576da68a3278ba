"""An open page hears that there is something new for its person: at once, without a word of what, and nobody else's."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction

from groups.desk.actions.people import deactivate
from groups.people.actions import end_devices
from groups.people.models import User
from groups.reminders import live
from groups.reminders.actions import plan, send_due
from groups.reminders.live import name_of, ring
from supportgroup.local.valkey import Valkey
from tests.cast import Cast, client_of, meeting, whole_cast
from tests.groups.reminders.telling import call_off
from tests.web import Socket, Web

pytestmark = pytest.mark.slow  # A real web process, a real Valkey.

NEWS = {"notes": True}


@pytest.fixture(autouse=True)
def _nothing_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_silent_until", 0.0)


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    served = Web().start()
    yield served
    served.stop()


@pytest.fixture
def people(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now - timedelta(hours=1))


def hears(line: Socket, ring_them: Any) -> dict[str, Any]:
    """The first frame; the door may be a moment behind, and a hint that came before it was open is asked for later."""
    until = time.monotonic() + 10
    while True:
        ring_them()
        try:
            return line.next(seconds=2)
        except TimeoutError:
            assert time.monotonic() < until, "never heard it"


def is_silent(line: Socket, *, seconds: float = 1.5) -> bool:
    try:
        line.next(seconds=seconds)
    except TimeoutError:
        return True
    return False


def test_whoever_has_something_new_hears_it_and_nobody_else(web: Web, people: Cast) -> None:
    with web.line(people.sam, "/ws/notes/") as sam, web.line(people.ana, "/ws/notes/") as ana:
        assert hears(sam, lambda: ring([people.sam.pk])) == NEWS
        assert is_silent(ana)
        assert hears(ana, lambda: ring([people.ana.pk])) == NEWS


def test_every_open_page_of_a_person_hears_it_and_what_comes_together_is_said_once(web: Web, people: Cast) -> None:
    with web.line(people.sam, "/ws/notes/") as one, web.line(people.sam, "/ws/notes/") as other:
        assert hears(one, lambda: ring([people.sam.pk])) == NEWS
        assert other.next() == NEWS
        for _ in range(20):
            ring([people.sam.pk])
        heard = 1
        assert one.next() == NEWS
        while not is_silent(one):
            heard += 1
        assert heard <= 3


def test_between_processes_goes_no_word_and_no_person(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []

    class Layer:
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            sent.append((group, message))

    monkeypatch.setattr(live, "get_channel_layer", Layer)
    ring([people.sam.pk, people.ana.pk, people.sam.pk])
    names = sorted({name_of(people.sam.pk), name_of(people.ana.pk)})
    assert sent == [("notes", {"type": "notes", "names": names})]
    assert not any(str(one.pk)[:8] in str(sent) or one.chosen_name in str(sent) for one in (people.sam, people.ana))


def test_what_was_not_stored_is_not_said(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(live, "_tell", told.append)
    with pytest.raises(RuntimeError), transaction.atomic():
        ring([people.sam.pk])
        raise RuntimeError
    with transaction.atomic():
        ring([people.sam.pk])
        assert told == []
    assert told == [[name_of(people.sam.pk)]]


def test_a_change_is_heard_by_those_whom_it_is_told(
    people: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[str]] = []
    coming = meeting(people.group, starts_at=now + timedelta(days=2))
    monkeypatch.setattr(live, "_tell", told.append)
    call_off(session=coming, by=people.seat("noor"), now=now)
    assert told == [sorted(name_of(one.pk) for one in (people.sam, people.ana, people.idris))]


def test_what_is_put_on_a_page_is_heard_there(people: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.update(quiet_from=None, quiet_to=None)
    coming = meeting(people.group, starts_at=now + timedelta(hours=30))
    plan(now=now)
    told: list[list[str]] = []
    monkeypatch.setattr(live, "_tell", told.append)
    send_due(now=coming.starts_at - timedelta(hours=24))
    heard = {name for names in told for name in names}
    assert {name_of(people.sam.pk), name_of(people.ana.pk)} <= heard
    assert name_of(people.olu.pk) not in heard


def test_nobody_gets_in_without_signing_in(web: Web, people: Cast) -> None:
    with web.line(None, "/ws/notes/") as line:
        assert line.closes() == 4401


def test_a_page_of_another_site_gets_no_socket(web: Web, people: Cast) -> None:
    with (
        pytest.raises(Exception, match="403"),
        web.line(people.sam, "/ws/notes/", origin="https://elsewhere.example"),
    ):
        pass


def test_signing_out_ends_it_within_five_seconds_there_alone(web: Web, people: Cast) -> None:
    here, elsewhere = client_of(people.sam), client_of(people.sam)
    with web.line(here, "/ws/notes/") as line, web.line(elsewhere, "/ws/notes/") as other:
        here.logout()
        assert line.closes() == 4401
        assert hears(other, lambda: ring([people.sam.pk])) == NEWS


def test_a_device_that_is_ended_from_another_one_hears_nothing_more(web: Web, people: Cast) -> None:
    lost = client_of(people.sam)
    key = str(lost.session.session_key)
    UserSession.objects.get_or_create(session_key=key, defaults={"user": people.sam, "ip": "127.0.0.1"})
    with web.line(lost, "/ws/notes/") as line:
        end_devices(user=people.sam, keys=[key])
        assert line.closes() == 4401


def test_closing_an_account_ends_it_within_five_seconds(web: Web, people: Cast, now: datetime) -> None:
    with web.line(people.noor, "/ws/notes/") as line:
        deactivate(user=people.noor, by=people.ada, now=now)
        assert line.closes() == 4401


def test_a_new_password_ends_what_the_old_one_opened(web: Web, people: Cast) -> None:
    with web.line(people.sam, "/ws/notes/") as line:
        people.sam.set_password("a quiet evening by the sea")
        people.sam.save()
        assert line.closes() == 4401


@pytest.mark.parametrize("frame", ['{"do": "say"}', b"\x00\x01", "", "x" * 16_000])
def test_what_a_page_says_is_not_read_and_a_flood_of_it_ends_the_socket(
    web: Web, people: Cast, frame: str | bytes
) -> None:
    with web.line(people.sam, "/ws/notes/") as line:
        line.line.send(frame)
        assert hears(line, lambda: ring([people.sam.pk])) == NEWS
        for _ in range(20):
            line.line.send(frame)
        assert line.closes() == 4429


def test_while_redis_is_away_nobody_waits_for_it_and_afterwards_pages_hear_again(
    web: Web, people: Cast, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web.line(people.sam, "/ws/notes/") as line:
        assert hears(line, lambda: ring([people.sam.pk])) == NEWS
        valkey.stop()
        try:
            began = time.monotonic()
            for _ in range(50):
                ring([people.sam.pk])
            assert time.monotonic() - began < 3
        finally:
            valkey.start()
        monkeypatch.setattr(live, "_silent_until", 0.0)
        assert hears(line, lambda: ring([people.sam.pk])) == NEWS


def test_an_idle_socket_lives_thirty_seconds(web: Web, people: Cast) -> None:
    with web.line(people.sam, "/ws/notes/") as line:
        assert is_silent(line, seconds=30)
        assert hears(line, lambda: ring([people.sam.pk])) == NEWS
