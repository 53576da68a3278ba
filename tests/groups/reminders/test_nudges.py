"""Reminders and news ring devices: judged anew each time, once for a person, silent at night, and without a word."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db.models import F

from groups.membership.models import Membership, State, SupportGroup
from groups.people.models import ChangedWishes, PushDevice, User
from groups.people.wishes import Topic
from groups.reminders import delivery, nudges
from groups.reminders.actions import plan, ring
from groups.reminders.models import Notice, Reminder
from groups.schedule.models import Answer, Rsvp, Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import call_off, move
from tests.pushing import Service, device, meanwhile

pytestmark = pytest.mark.slow  # A real push service, over TLS.

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
DUE = NOON + timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def coming(cast: Cast) -> Session:
    return meeting(cast.group, starts_at=NOON + timedelta(days=4))


def rows(model: type[Reminder] | type[Notice] = Reminder) -> list[tuple[str, str, int]]:
    of_devices = model.objects.filter(channel="push").order_by("due_at", "pk")
    return list(of_devices.values_list("state", "reason", "attempts"))


def test_rows_are_made_for_whoever_gave_a_device(cast: Cast, offered: None, coming: Session) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    of_devices = Reminder.objects.filter(channel="push")
    assert set(of_devices.values_list("membership", "kind")) == {
        (cast.seat("sam").pk, "three_days"),
        (cast.seat("sam").pk, "one_day"),
    }


def test_a_device_rings_when_a_note_is_due_and_says_nothing(cast: Cast, service: Service, coming: Session) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    assert ring(now=DUE - timedelta(minutes=1)) == 0
    assert ring(now=DUE) == 1
    [heard] = service.rings
    assert (heard.body, heard.headers["ttl"]) == (b"", str(10 * 60 * 60))
    assert rows() == [("sent", "", 1), ("pending", "", 0)]


def test_a_push_service_keeps_it_no_longer_than_it_helps(cast: Cast, service: Service, coming: Session) -> None:
    User.objects.update(quiet_from=None, quiet_to=None)
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    Reminder.objects.filter(kind="one_day").update(due_at=F("due_at") + timedelta(hours=23))
    Reminder.objects.filter(kind="three_days").update(state="dropped")
    ring(now=coming.starts_at - timedelta(hours=1))
    assert [heard.headers["ttl"] for heard in service.rings] == [str(70 * 60)]


def left(cast: Cast, coming: Session) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(state=State.LEFT, ended_at=NOON)


def paused(cast: Cast, coming: Session) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(paused_at=NOON, paused_until=NOON + timedelta(days=9))


def not_today(cast: Cast, coming: Session) -> None:
    Rsvp.objects.create(session=coming, membership=cast.seat("sam"), answer=Answer.NOT_TODAY, answered_at=NOON)


def unwished(cast: Cast, coming: Session) -> None:
    User.objects.update(wishes={Topic.FIRST: {"by": ["mail"]}})


def cancelled(cast: Cast, coming: Session) -> None:
    Session.objects.filter(pk=coming.pk).update(state="cancelled", version=F("version"))


def unasked(cast: Cast, coming: Session) -> None:
    SupportGroup.objects.update(remind_three_days=False)


@pytest.mark.parametrize("change", [left, paused, not_today, unwished, cancelled, unasked])
def test_what_is_not_true_or_wished_any_more_does_not_ring(
    cast: Cast, service: Service, coming: Session, change: Any
) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    change(cast, coming)
    ring(now=DUE)
    assert (service.rings, rows()[0]) == ([], ("dropped", "", 0))


def test_a_change_between_the_look_and_the_ring_counts(cast: Cast, offered: None, coming: Session) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    lease, [row] = delivery.claim(channel="push", limit=5, now=DUE)  # type: ignore[arg-type]
    for change in (
        lambda: User.objects.filter(pk=cast.sam.pk).update(wishes_version=F("wishes_version") + 1),
        lambda: Session.objects.filter(pk=coming.pk).update(version=F("version") + 1),
        lambda: left(cast, coming),
    ):
        change()
        assert not nudges._try(row, lease)
    assert row.attempts == 3
    assert rows()[0] == ("pending", "", 0)


def test_a_session_that_moves_meanwhile_rings_again_for_its_new_time(
    cast: Cast, service: Service, coming: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    later = coming.starts_at + timedelta(days=1)
    meanwhile(monkeypatch, lambda: move(session=coming, by=cast.seat("noor"), starts_at=later, now=DUE))
    nudges.ring_for_reminders(limit=9, now=DUE)
    plan(now=DUE)
    assert len(service.rings) == 1
    due = Reminder.objects.filter(channel="push", kind="three_days", state="pending").get().due_at
    assert due == DUE + timedelta(days=1)


def test_quiet_hours_are_kept_and_what_comes_too_late_is_not_rung(
    cast: Cast, service: Service, coming: Session
) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    User.objects.update(quiet_from=time(11), quiet_to=time(14))
    ring(now=DUE)
    assert Reminder.objects.get(channel="push", kind="three_days").due_at == DUE + timedelta(hours=2)
    ring(now=coming.starts_at + timedelta(minutes=11))
    assert service.rings == []
    assert {state for state, *_ in rows()} == {"expired"}


def test_where_devices_are_not_rung_any_more_rows_end(
    cast: Cast, service: Service, coming: Session, settings: Any
) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    settings.PUSH_PRIVATE_KEY = ""
    assert ring(now=coming.starts_at) == 2
    assert (service.rings, rows()) == ([], [("dropped", "", 0)] * 2)


def test_news_rings_once_for_all_of_it_and_settles_the_rest(cast: Cast, service: Service, coming: Session) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    for days in (1, 2):
        at, later = NOON + timedelta(minutes=days), coming.starts_at + timedelta(days=days)
        move(session=coming, by=cast.seat("noor"), starts_at=later, now=at)
        coming.refresh_from_db()
    assert ring(now=NOON + timedelta(minutes=5)) == 2
    assert service.paths() == ["sams"]
    ring(now=NOON + timedelta(minutes=6))
    assert sorted(rows(Notice)) == [("dropped", "", 0), ("sent", "", 1)]
    assert service.paths() == ["sams"]
    assert set(Notice.objects.filter(channel="mail").values_list("state", flat=True)) == {"pending"}


def test_what_was_undone_before_it_rang_is_no_news(cast: Cast, service: Service, coming: Session) -> None:
    device(cast.sam, "sams", now=NOON)
    plan(now=NOON)
    start = coming.starts_at
    for at, moment in ((NOON, start + timedelta(days=1)), (NOON + timedelta(minutes=1), start)):
        move(session=coming, by=cast.seat("noor"), starts_at=moment, now=at)
        coming.refresh_from_db()
    for minutes in (5, 6):
        ring(now=NOON + timedelta(minutes=minutes))
    assert service.rings == []
    assert {state for state, *_ in rows(Notice)} == {"dropped"}


def test_news_that_a_mail_would_bring_at_night_does_not_ring_at_night(
    cast: Cast, service: Service, now: datetime
) -> None:
    soon = meeting(cast.group, starts_at=NOON + timedelta(hours=2))
    device(cast.sam, "sams", now=NOON)
    User.objects.update(quiet_from=time(11), quiet_to=time(18))
    plan(now=NOON)
    call_off(session=soon, by=cast.seat("noor"), now=NOON)
    ring(now=NOON)
    assert (service.rings, rows(Notice)) == ([], [("expired", "", 0)])


def test_the_first_device_and_the_end_of_one_let_rows_be_planned_anew(cast: Cast, offered: None) -> None:
    version = cast.sam.wishes_version
    mine = device(cast.sam, "sams", now=NOON)
    assert ChangedWishes.objects.get().user == cast.sam
    ChangedWishes.objects.all().delete()
    device(cast.sam, "sams", now=NOON)
    assert not ChangedWishes.objects.exists()
    PushDevice.objects.filter(pk=mine.pk).update(signed_in_by="a")
    from groups.people.push import kept

    kept.stop(device=mine)
    assert ChangedWishes.objects.get().version == version + 2


def test_the_task_rings(cast: Cast, service: Service) -> None:
    from django.utils import timezone

    from groups.reminders.tasks import ring as task

    User.objects.update(quiet_from=None, quiet_to=None)
    device(cast.sam, "sams", now=NOON)
    meeting(cast.group, starts_at=timezone.now() + timedelta(days=3, minutes=10))
    plan(now=timezone.now())
    Reminder.objects.filter(kind="three_days").update(due_at=timezone.now())
    task()
    assert len(service.rings) == 1
