"""There is a row for each way by which somebody wishes to hear, at the hours that they or their group chose."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from groups.membership.models import SupportGroup
from groups.people import said
from groups.people.models import ChangedWishes, PushDevice, User
from groups.people.wishes import Channel, Topic
from groups.reminders import tasks
from groups.reminders.actions import follow_the_group, follow_wishes, plan, send_due
from groups.reminders.models import Reminder, ReminderKind, ReminderState
from groups.schedule.actions.attendance import arrive, settle_attendance
from groups.schedule.models import Session
from groups.staffing.actions.hands import give_up
from tests.cast import Cast

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PENDING, SENT, DROPPED = ReminderState.PENDING, ReminderState.SENT, ReminderState.DROPPED


def rows(cast: Cast, name: str, **given: Any) -> set[tuple[str, str]]:
    """Kind and way of what waits for somebody."""
    found = Reminder.objects.filter(membership=cast.seat(name), **{"state": PENDING, **given})
    return set(found.values_list("kind", "channel"))


def due(cast: Cast, name: str, kind: str, channel: str = Channel.MAIL) -> datetime:
    return Reminder.objects.get(membership=cast.seat(name), kind=kind, channel=channel).due_at


def chooses(cast: Cast, name: str, topic: str, ways: Collection[str], hours: int | None = None) -> None:
    said.choose(user_id=getattr(cast, name).pk, topic=topic, ways=ways, hours=hours)


def before(*ways: str) -> set[tuple[str, str]]:
    return {(kind, way) for kind in ("three_days", "one_day") for way in ways}


@pytest.fixture(autouse=True)
def no_quiet_hours(cast: Cast) -> None:
    User.objects.update(quiet_from=None, quiet_to=None)


def test_there_is_a_row_for_each_way_that_is_wished(coming: Session, cast: Cast, now: datetime) -> None:
    chooses(cast, "sam", Topic.FIRST, [Channel.MAIL])
    chooses(cast, "sam", Topic.SECOND, [])
    chooses(cast, "ana", Topic.OPEN, [Channel.IN_APP])
    plan(now=now)
    assert rows(cast, "sam") == {("three_days", "mail")}
    assert rows(cast, "ana") == before("mail", "in_app") | {("open", "in_app")}


def test_a_device_is_rung_where_there_is_one(coming: Session, cast: Cast, now: datetime) -> None:
    device = PushDevice.objects.create(user=cast.sam, endpoint="https://push.example/1", keys="{}", made_at=now)
    plan(now=now)
    assert rows(cast, "sam") == before("mail", "in_app", "push")
    assert rows(cast, "ana") == before("mail", "in_app")
    device.delete()
    said.reached_anew(user_id=cast.sam.pk)
    follow_wishes(now=now)
    assert rows(cast, "sam") == before("mail", "in_app")


def test_mail_that_comes_back_is_no_way(coming: Session, cast: Cast, now: datetime) -> None:
    said.keep(user_id=cast.sam.pk, changes={"mail_trouble": "bounced", "mail_trouble_at": now})
    plan(now=now)
    assert rows(cast, "sam") == before("in_app")


def test_a_change_of_wishes_makes_what_is_wanting_and_drops_the_rest(
    coming: Session, cast: Cast, now: datetime
) -> None:
    chooses(cast, "sam", Topic.SECOND, [Channel.MAIL])
    plan(now=now)
    others = rows(cast, "ana")
    chooses(cast, "sam", Topic.SECOND, [Channel.IN_APP])
    assert follow_wishes(now=now) == 1
    assert follow_wishes(now=now) == 0
    assert rows(cast, "sam") == {("three_days", "mail"), ("three_days", "in_app"), ("one_day", "in_app")}
    assert rows(cast, "sam", state=DROPPED) == {("one_day", "mail")}
    assert rows(cast, "ana") == others
    chooses(cast, "sam", Topic.SECOND, [Channel.MAIL])
    follow_wishes(now=now)
    assert rows(cast, "sam") == {("three_days", "mail"), ("three_days", "in_app"), ("one_day", "mail")}


def test_the_task_works_off_all_that_has_changed_and_may_run_twice(cast: Cast) -> None:
    chooses(cast, "sam", Topic.SECOND, [])
    chooses(cast, "ana", Topic.FIRST, [])
    tasks.follow_wishes(anything="else")
    tasks.follow_wishes()
    assert not ChangedWishes.objects.exists()


def test_other_hours_move_what_waits_and_send_nothing_twice(
    coming: Session, cast: Cast, now: datetime, letters: Any
) -> None:
    plan(now=now)
    first = coming.starts_at - 3 * DAY
    send_due(now=first)
    chooses(cast, "sam", Topic.FIRST, [Channel.MAIL], hours=48)
    chooses(cast, "sam", Topic.SECOND, [Channel.MAIL], hours=3)
    follow_wishes(now=first + HOUR)
    assert due(cast, "sam", "one_day") == coming.starts_at - 3 * HOUR
    assert rows(cast, "sam", kind="three_days") == set()
    letters.clear()
    for hours in range(72):
        send_due(now=first + HOUR * hours)
    assert [letter.to for letter in letters].count(["sam@example.org"]) == 1


def test_who_wishes_to_be_told_earlier_than_now_is_told_now(
    coming: Session, cast: Cast, now: datetime, letters: Any
) -> None:
    plan(now=now)
    later = coming.starts_at - 30 * HOUR
    send_due(now=later)
    chooses(cast, "sam", Topic.SECOND, [Channel.MAIL], hours=48)
    follow_wishes(now=later)
    letters.clear()
    send_due(now=later)
    assert [letter.to for letter in letters] == [["sam@example.org"]]


def test_another_clock_moves_what_waits(coming: Session, cast: Cast, now: datetime) -> None:
    SupportGroup.objects.update(second_note_at=time(9))
    plan(now=now)
    assert due(cast, "sam", "one_day") == coming.starts_at - DAY - 10 * HOUR
    said.keep(user_id=cast.sam.pk, changes={"time_zone": "America/New_York"})
    follow_wishes(now=now)
    assert due(cast, "sam", "one_day") == coming.starts_at - DAY - 5 * HOUR


def test_what_waited_for_the_end_of_a_rest_comes_when_it_ends_early(
    coming: Session, cast: Cast, now: datetime, letters: Any
) -> None:
    plan(now=now)
    at = coming.starts_at - 3 * DAY
    said.keep(user_id=cast.sam.pk, changes={"rests_until": at + DAY})
    follow_wishes(now=now)
    send_due(now=at)
    assert ["sam@example.org"] not in [letter.to for letter in letters]
    assert due(cast, "sam", "three_days") == at + DAY
    assert rows(cast, "sam", state=SENT) == {("three_days", "in_app")}
    said.keep(user_id=cast.sam.pk, changes={"rests_until": None})
    follow_wishes(now=at + HOUR)
    send_due(now=at + HOUR)
    assert [letter.to for letter in letters].count(["sam@example.org"]) == 1


def test_a_rest_that_ends_after_the_session_lets_its_mail_expire(
    coming: Session, cast: Cast, now: datetime, letters: Any
) -> None:
    plan(now=now)
    said.keep(user_id=cast.sam.pk, changes={"rests_until": coming.starts_at + DAY})
    send_due(now=coming.starts_at - 3 * DAY)
    send_due(now=coming.starts_at - DAY)
    assert rows(cast, "sam", state=ReminderState.EXPIRED) == before("mail")
    assert rows(cast, "sam", state=SENT) == before("in_app")


def test_a_group_that_changes_when_its_notes_come_moves_them_at_once(
    coming: Session, cast: Cast, now: datetime
) -> None:
    plan(now=now)
    SupportGroup.objects.update(first_note_days=2, first_note_at=time(10), remind_one_day=False)
    follow_the_group(group=cast.group, now=now)
    assert due(cast, "sam", "three_days") == datetime.fromisoformat("2026-05-10T09:00:00+00:00")
    assert rows(cast, "sam") == {("three_days", "mail"), ("three_days", "in_app")}


def test_the_room_is_open_is_said_once_it_is_and_to_nobody_who_is_there(
    coming: Session, cast: Cast, now: datetime
) -> None:
    for name in ("sam", "ana"):
        chooses(cast, name, Topic.OPEN, [Channel.IN_APP])
    plan(now=now)
    at = coming.starts_at - 10 * MINUTE
    assert due(cast, "sam", "open", "in_app") == at
    send_due(now=at)
    assert rows(cast, "sam", kind="open") == {("open", "in_app")}
    Session.objects.update(opened_at=at)
    arrive(pairs=[(coming.pk, cast.seat("ana").pk)], now=at)
    send_due(now=at + MINUTE)
    assert rows(cast, "sam", kind="open", state=SENT) == {("open", "in_app")}
    assert rows(cast, "ana", kind="open", state=DROPPED) == {("open", "in_app")}


def test_a_room_that_nobody_opens_is_not_said_to_be_open(coming: Session, cast: Cast, now: datetime) -> None:
    chooses(cast, "sam", Topic.OPEN, [Channel.IN_APP])
    plan(now=now)
    for minutes in range(0, 30, 5):
        send_due(now=coming.starts_at + (minutes - 10) * MINUTE)
    assert rows(cast, "sam", kind="open", state=ReminderState.EXPIRED) == {("open", "in_app")}


def test_who_holds_it_prepares_instead_and_looks_back(coming: Session, cast: Cast, now: datetime, letters: Any) -> None:
    plan(now=now)
    wanted = {("three_days", "mail"), ("three_days", "in_app"), ("prepare", "mail"), ("prepare", "in_app")}
    assert rows(cast, "noor") == wanted | {("debrief", "in_app")}
    send_due(now=coming.starts_at - DAY)
    [mine] = [letter for letter in letters if letter.to == ["noor@example.org"] and "You hold it" in letter.body]
    assert "Tuesday 12 May" in mine.subject
    Session.objects.update(opened_at=coming.starts_at - 10 * MINUTE)
    coming.refresh_from_db()
    settle_attendance(session=coming, now=coming.ends_at)
    assert due(cast, "noor", "debrief", "in_app") == coming.ends_at + 15 * MINUTE
    send_due(now=coming.ends_at + 15 * MINUTE)
    assert rows(cast, "noor", kind="debrief", state=SENT) == {("debrief", "in_app")}


def test_who_cannot_come_is_told_as_everybody_else_at_once(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    give_up(session=coming, seat=cast.seat("noor"), now=now)
    assert rows(cast, "noor") == before("mail", "in_app")
    assert ("prepare", "mail") in rows(cast, "idris")


def test_nobody_looks_back_on_what_was_not_held(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.ends_at + 15 * MINUTE)
    assert rows(cast, "noor", kind=ReminderKind.DEBRIEF, state=DROPPED) == {("debrief", "in_app")}
