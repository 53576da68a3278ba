"""A device rings beside a letter: with nothing in it, for all that waits at once, in its time, or not at all."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from groups.people import letters
from groups.people.actions import ring
from groups.people.models import LetterKind, PushDevice, Ring, User
from groups.people.push import kept, rings, wire
from groups.people.wishes import Topic
from tests.cast import Cast
from tests.pushing import CONTACT, NAME, Service, device, meanwhile

pytestmark = pytest.mark.slow  # A real push service, over TLS.

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
ABOUT = UUID(int=7)


def write(user: User, *, now: datetime = NOON, about: UUID = ABOUT, **more: Any) -> None:
    letters.write_to(user=user, kind=LetterKind.ANSWER, about=about, path="/requests/1/", now=now, **more)


def states() -> list[tuple[str, str, int]]:
    return list(Ring.objects.order_by("made_at", "pk").values_list("state", "reason", "attempts"))


def test_a_ring_says_who_rings_and_nothing_else(cast: Cast, service: Service) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    assert ring(now=NOON) == 1
    [heard] = service.rings
    assert heard.body == b""
    assert heard.claims() == {
        "aud": f"https://{NAME}", "sub": CONTACT, "exp": int((NOON + timedelta(hours=12)).timestamp()),
    }  # fmt: skip
    assert heard.headers["ttl"] == str(10 * 60 * 60)  # until the quiet hours begin
    assert heard.headers["urgency"] == "normal"
    assert {"topic", "content-encoding", "cookie", "referer"} & heard.headers.keys() == set()
    assert states() == [("sent", "", 1)]
    assert ring(now=NOON) == 0


def test_every_device_of_a_person_rings_once_for_all_that_waits(cast: Cast, service: Service) -> None:
    for name in ("phone", "desk"):
        device(cast.sam, name, now=NOON)
    device(cast.ana, "anas", now=NOON)
    for _ in range(3):
        write(cast.sam, about=uuid4())
    assert ring(now=NOON) == 3
    assert sorted(service.paths()) == ["desk", "phone"]
    assert states() == [("sent", "", 1)] * 3


@pytest.mark.parametrize("status", [404, 410])
def test_where_nobody_listens_any_more_is_forgotten(cast: Cast, service: Service, status: int) -> None:
    gone, there = device(cast.sam, "gone", now=NOON), device(cast.sam, "there", now=NOON)
    service.answers["gone"] = status
    write(cast.sam)
    ring(now=NOON)
    assert list(PushDevice.objects.all()) == [there] != [gone]
    assert states() == [("sent", "", 1)]


def test_who_has_no_device_left_is_rung_no_more(cast: Cast, service: Service) -> None:
    device(cast.sam, "gone", now=NOON)
    service.answers["gone"] = 410
    write(cast.sam)
    ring(now=NOON)
    assert (states(), PushDevice.objects.exists()) == ([("dropped", "", 1)], False)


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503])
def test_what_is_not_taken_is_tried_three_times_and_shown_to_admins(cast: Cast, service: Service, status: int) -> None:
    device(cast.sam, "busy", now=NOON)
    service.answers["busy"] = status
    write(cast.sam)
    for minutes in (0, 4, 5, 34, 36):
        ring(now=NOON + timedelta(minutes=minutes))
    assert len(service.rings) == 3
    assert states() == [("parked", f"push_service_said_{status}", 3)]
    assert PushDevice.objects.exists()


def test_a_redirect_leads_nowhere(cast: Cast, service: Service) -> None:
    device(cast.sam, "moved", now=NOON)
    service.answers["moved"] = 307
    service.leads_to = service.endpoint("elsewhere")
    write(cast.sam)
    ring(now=NOON)
    assert service.paths() == ["moved"]
    assert states() == [("pending", "", 1)]


def test_nobody_is_reached_in_our_own_network(cast: Cast, listening: Service) -> None:
    """The name is on the list, and leads here: to the browser's maker it would not."""
    device(cast.sam, "inside", now=NOON)
    write(cast.sam)
    ring(now=NOON)
    assert listening.rings == []
    assert states() == [("pending", "", 1)]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_an_address_of_a_network_of_ones_own_is_not_outside(address: str) -> None:
    assert not wire.is_public(address)
    assert wire.is_public("142.250.1.95")
    assert wire.is_public("2a00:1450:4001::5f")


def test_a_device_of_a_service_that_is_not_listed_any_more_is_not_rung(
    cast: Cast, service: Service, settings: Any
) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    settings.PUSH_HOSTS = ["updates.push.services.mozilla.com"]
    ring(now=NOON)
    assert service.rings == []


def test_a_service_that_does_not_answer_is_asked_once_a_batch(
    cast: Cast, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def nobody(*args: Any, **options: Any) -> None:
        asked.append(args)
        raise OSError

    monkeypatch.setattr("urllib3.util.connection.create_connection", nobody)
    for person in (cast.sam, cast.ana, cast.noor):
        device(person, person.chosen_name, now=NOON)
        write(person)
    assert ring(now=NOON) == 3
    assert len(asked) == 1
    assert sorted(states()) == [("pending", "", 0)] * 2 + [("pending", "", 1)]
    due = dict(Ring.objects.values_list("attempts", "leased_until"))
    assert due[0] == NOON + timedelta(seconds=30)


def test_a_device_that_cannot_be_opened_leaves_the_others_alone(cast: Cast, service: Service) -> None:
    bad, good = device(cast.sam, "bad", now=NOON), device(cast.sam, "good", now=NOON)
    other = device(cast.ana, "anas", now=NOON)
    with_words_of_another = PushDevice.objects.filter(pk=good.pk).values_list("endpoint", flat=True).get()
    PushDevice.objects.filter(pk=bad.pk).update(endpoint=with_words_of_another)
    for person in (cast.sam, cast.ana):
        write(person)
    assert ring(now=NOON) == 2
    assert sorted(service.paths()) == ["anas", "good"]
    assert (states(), other.user) == ([("sent", "", 1)] * 2, cast.ana)


def quiet(user: User) -> None:
    User.objects.filter(pk=user.pk).update(quiet_from=time(11), quiet_to=time(13))


def resting(user: User) -> None:
    User.objects.filter(pk=user.pk).update(rests_until=NOON + timedelta(hours=1))


@pytest.mark.parametrize("silence", [quiet, resting])
def test_quiet_hours_and_a_pause_of_everything_are_kept(cast: Cast, service: Service, silence: Any) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    silence(cast.sam)
    ring(now=NOON)
    assert service.rings == []
    assert Ring.objects.get().due_at == NOON + timedelta(hours=1)
    ring(now=NOON + timedelta(hours=1))
    assert len(service.rings) == 1


def test_what_is_about_this_very_hour_does_not_wait_for_quiet_hours(cast: Cast, service: Service) -> None:
    device(cast.sam, "sams", now=NOON)
    quiet(cast.sam)
    write(cast.sam, is_urgent=True, expires_at=NOON + timedelta(minutes=20))
    ring(now=NOON)
    assert [heard.headers["ttl"] for heard in service.rings] == ["1200"]


def test_what_helps_no_more_is_not_rung(cast: Cast, service: Service) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam, expires_at=NOON + timedelta(minutes=5))
    ring(now=NOON + timedelta(minutes=5))
    assert (service.rings, states()) == ([], [("expired", "", 0)])


def unwished(user: User, settings: Any) -> None:
    User.objects.filter(pk=user.pk).update(wishes={Topic.PLACE: {"by": ["mail"]}})


def gone(user: User, settings: Any) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def not_offered(user: User, settings: Any) -> None:
    settings.PUSH_PRIVATE_KEY = ""


@pytest.mark.parametrize("change", [unwished, gone, not_offered])
def test_whether_it_is_wished_is_asked_again(cast: Cast, service: Service, settings: Any, change: Any) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    change(cast.sam, settings)
    ring(now=NOON)
    assert (service.rings, states()) == ([], [("dropped", "", 0)])


def test_a_change_of_mind_between_the_look_and_the_ring_counts(cast: Cast, service: Service) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    lease, [row] = rings.claim(limit=5, now=NOON)
    User.objects.filter(pk=cast.sam.pk).update(wishes_version=9)
    assert not rings._try(row, lease)


@pytest.mark.parametrize("change", [unwished, not_offered, lambda *_: PushDevice.objects.all().delete()])
def test_no_row_is_made_for_whom_it_would_not_ring(cast: Cast, offered: None, settings: Any, change: Any) -> None:
    device(cast.sam, "sams", now=NOON)
    change(cast.sam, settings)
    write(User.objects.get(pk=cast.sam.pk))
    assert not Ring.objects.exists()


def test_it_is_made_once_however_often_it_is_asked_and_goes_with_its_letter(cast: Cast, offered: None) -> None:
    device(cast.sam, "sams", now=NOON)
    for _ in range(2):
        write(cast.sam)
    write(cast.sam, about=UUID(int=8))
    assert len(states()) == 2
    letters.drop(kind=LetterKind.ANSWER, about=ABOUT)
    assert sorted(states()) == [("dropped", "", 0), ("pending", "", 0)]
    letters.drop_under(user=cast.sam, path="/requests/")
    assert states() == [("dropped", "", 0)] * 2


def test_a_row_that_a_worker_left_is_taken_over_after_a_minute_and_parked_after_three(
    cast: Cast, service: Service
) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    at = NOON
    for _ in range(3):
        lease, [row] = rings.claim(limit=5, now=at)
        assert rings._try(row, lease)
        assert ring(now=at + timedelta(seconds=59)) == 0
        at += timedelta(seconds=61)
    assert ring(now=at) == 1
    assert (service.rings, states()) == ([], [("parked", "worker_died", 3)])


def test_who_lost_the_row_marks_nothing(cast: Cast, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    device(cast.sam, "sams", now=NOON)
    write(cast.sam)
    meanwhile(monkeypatch, lambda: Ring.objects.update(lease=None))
    ring(now=NOON)
    assert (len(service.rings), states()) == (1, [("pending", "", 1)])


def test_a_device_that_its_person_stops_meanwhile_stays_stopped(
    cast: Cast, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = device(cast.sam, "sams", now=NOON)
    service.answers["sams"] = 410
    meanwhile(monkeypatch, lambda: kept.stop(device=mine))
    write(cast.sam)
    ring(now=NOON)
    assert not PushDevice.objects.exists()


def test_the_task_rings(cast: Cast, service: Service) -> None:
    from groups.people.tasks import ring as task

    User.objects.update(quiet_from=None, quiet_to=None)
    device(cast.sam, "sams", now=NOON)
    write(User.objects.get(pk=cast.sam.pk), now=timezone.now())
    task()
    assert len(service.rings) == 1
