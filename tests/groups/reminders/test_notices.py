"""A change is told once to everybody with a seat: on the page at once, by mail when the night allows it."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from groups.changes.actions import note
from groups.changes.models import Change, Part, What
from groups.membership import actions as membership
from groups.membership.models import Membership, State
from groups.people.models import User
from groups.people.planning import LEASE
from groups.people.wishes import Channel
from groups.reminders import notices, tasks
from groups.reminders.actions import plan, send_due, tell_changes
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import CalledOff, Session
from tests.cast import Cast, meeting, support_group
from tests.cast import membership as seat_in
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def noor(cast: Cast) -> Hand:
    return Hand.facilitator(cast.seat("noor"))


@pytest.fixture
def night(cast: Cast, coming: Session) -> datetime:
    """Two in the morning, the day before the session; everybody sleeps until eight."""
    User.objects.update(quiet_from=time(22), quiet_to=time(8))
    return coming.starts_at - DAY - timedelta(hours=17)


def mailed(letters: Letters) -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in letters)


def states(cast: Cast, name: str, channel: str = Channel.MAIL) -> list[str]:
    rows = Notice.objects.filter(membership=cast.seat(name), channel=channel)
    return list(rows.order_by("change__made_at", "pk").values_list("state", flat=True))


def test_everybody_but_the_one_who_did_it_is_told_by_both_ways(
    coming: Session, cast: Cast, noor: Hand, now: datetime, letters: Letters
) -> None:
    sessions.cancel(session=coming, by=noor, now=now)
    assert tell_changes(now=now) == 1
    send_due(now=now)
    assert mailed(letters) == ["ana", "idris", "sam"]
    for name in ("sam", "ana", "idris"):
        assert states(cast, name) == states(cast, name, Channel.IN_APP) == [ReminderState.SENT]
    assert states(cast, "noor") == states(cast, "noor", Channel.IN_APP) == []


def test_a_second_run_tells_nothing_again(coming: Session, noor: Hand, now: datetime, letters: Letters) -> None:
    sessions.cancel(session=coming, by=noor, now=now)
    assert [tell_changes(now=now), tell_changes(now=now + MINUTE)] == [1, 0]
    for minute in range(3):
        send_due(now=now + minute * MINUTE)
    assert (Notice.objects.count(), len(letters)) == (6, 3)


def test_what_an_admin_changed_is_told_to_all_of_the_group(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    other = support_group(now=now, name="Thursday circle")
    seat_in(other, cast.olu, now=now)
    sessions.cancel(session=coming, by=Hand.admin(cast.ada), now=now)
    tell_changes(now=now)
    send_due(now=now)
    assert mailed(letters) == ["ana", "idris", "noor", "sam"]


def test_what_is_told_in_another_way_makes_no_notice(cast: Cast, now: datetime) -> None:
    group, part = cast.group, Part.FACILITATOR
    change = Change(group=group, what=What.HOLDERS, part=part, first_at=now, helps_until=now, is_told=False)
    note(change=change, now=now)
    assert tell_changes(now=now) == 0
    assert not Notice.objects.exists()


def test_who_sits_in_for_one_session_is_told_nothing(coming: Session, cast: Cast, noor: Hand, now: datetime) -> None:
    guest = membership.sit_in(
        group=cast.group, user=cast.olu, name="Wren", role="member", until=coming.ends_at, now=now
    )
    sessions.cancel(session=coming, by=noor, now=now)
    tell_changes(now=now)
    plan(now=now)
    assert not Notice.objects.filter(membership=guest).exists()
    assert not Reminder.objects.filter(membership=guest).exists()


def test_who_joined_after_the_change_knows_no_other(coming: Session, cast: Cast, noor: Hand, now: datetime) -> None:
    sessions.cancel(session=coming, by=noor, now=now)
    late = seat_in(cast.group, cast.olu, now=now + timedelta(seconds=2))
    tell_changes(now=now + timedelta(seconds=3))
    assert Notice.objects.exists()
    assert not Notice.objects.filter(membership=late).exists()


def test_changed_back_before_anybody_was_told_it_is_no_news(
    coming: Session, noor: Hand, now: datetime, letters: Letters
) -> None:
    start = coming.starts_at
    sessions.move(session=coming, by=noor, starts_at=start + DAY, now=now)
    sessions.move(session=coming, by=noor, starts_at=start, now=now + timedelta(seconds=1))
    assert tell_changes(now=now + timedelta(seconds=2)) == 2
    send_due(now=now + MINUTE)
    assert (Notice.objects.count(), letters) == (0, [])


def test_changed_back_in_the_night_nobody_is_mailed(
    coming: Session, cast: Cast, night: datetime, letters: Letters
) -> None:
    start = coming.starts_at
    move(session=coming, by=cast.seat("noor"), starts_at=start + DAY, now=night)
    move(session=coming, by=cast.seat("noor"), starts_at=start, now=night + timedelta(hours=1))
    for hour in range(9):
        send_due(now=night + timedelta(hours=hour))
    assert letters == []
    assert states(cast, "sam") == [ReminderState.DROPPED] * 2
    # On their page both stand: whoever was up has read them.
    assert states(cast, "sam", Channel.IN_APP) == [ReminderState.SENT] * 2


def test_what_changes_three_times_in_a_night_is_one_mail_in_the_morning(
    coming: Session, cast: Cast, noor: Hand, night: datetime, letters: Letters
) -> None:
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + DAY, now=night)
    sessions.resize(session=coming, by=noor, minutes=45, now=night + MINUTE)
    sessions.set_kind(session=coming, by=noor, kind="quiet", now=night + 2 * MINUTE)
    tell_changes(now=night + 3 * MINUTE)
    send_due(now=night + timedelta(hours=1))
    assert letters == []
    morning = night + timedelta(hours=6)
    while send_due(now=morning):
        pass
    assert mailed(letters) == ["ana", "idris", "sam"]
    [words] = {re.sub(r"/mail/stop/\S+", "", str(letter.body)) for letter in letters}
    assert "What was planned for Tuesday 12 May 2026, 19:00 has a new time." in words
    assert "Wednesday 13 May 2026, from 19:00 to 19:45 (Europe/London)" in words
    assert "45 minutes instead of 60" in words
    assert "What it is like is another now" in words
    assert "stays as it is: who is there, what you answered, every other date." in words
    assert sorted(states(cast, "sam")) == [ReminderState.DROPPED] * 2 + [ReminderState.SENT]


def test_the_news_is_made_of_what_is_true_when_it_is_sent(
    coming: Session, cast: Cast, noor: Hand, night: datetime, letters: Letters
) -> None:
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + DAY, now=night)
    morning = night + timedelta(hours=6)
    sessions.cancel(session=coming, by=noor, now=morning)
    # The second change has no notices yet: the first waits, so that both are one mail.
    send_due(now=morning)
    assert letters == []
    tell_changes(now=morning)
    while send_due(now=morning + timedelta(seconds=11)):
        pass
    assert mailed(letters) == ["ana", "idris", "sam"]
    assert {letter.subject for letter in letters} == {"Evenings: Wednesday 13 May does not take place"}
    assert "Tuesday 12 May 2026, 19:00 (Europe/London) does not take place." in letters[0].body


def test_urgent_news_wakes_the_one_that_waits_for_the_morning(
    coming: Session, cast: Cast, noor: Hand, night: datetime, letters: Letters
) -> None:
    """Longer, told at night: that waits. Called off, and it is before the morning: that does not."""
    early = meeting(cast.group, starts_at=night + timedelta(hours=3))
    Change.objects.all().delete()
    far = {"first_at": night + timedelta(hours=20), "helps_until": night + timedelta(hours=20)}
    sessions.resize(session=early, by=noor, minutes=90, now=night)
    Change.objects.update(**far)
    tell_changes(now=night)
    send_due(now=night)
    assert letters == []
    call_off(session=early, by=cast.seat("noor"), now=night + MINUTE)
    while send_due(now=night + MINUTE):
        pass
    assert mailed(letters) == ["ana", "idris", "sam"]
    assert "does not take place" in letters[0].body
    while send_due(now=night + timedelta(hours=7)):
        pass
    assert len(letters) == 3


@pytest.mark.parametrize(("start", "moved_to"), [(0, 7), (7, 0)])
def test_who_would_set_out_or_stay_away_in_vain_is_told_at_night(
    coming: Session, cast: Cast, night: datetime, letters: Letters, start: int, moved_to: int
) -> None:
    """Moved from this night into next week, or from next week into this night."""
    this_night = night + timedelta(hours=4)
    there = meeting(cast.group, starts_at=this_night + start * DAY)
    move(session=there, by=cast.seat("noor"), starts_at=this_night + moved_to * DAY, now=night)
    send_due(now=night)
    assert mailed(letters) == ["ana", "idris", "sam"]


def test_nobody_came_to_open_it_so_there_is_an_apology_and_the_next_date(
    coming: Session, cast: Cast, letters: Letters
) -> None:
    meeting(cast.group, starts_at=coming.starts_at + 7 * DAY)
    late = coming.starts_at + timedelta(minutes=15)
    User.objects.filter(pk=cast.sam.pk).update(quiet_from=time(18), quiet_to=time(23))
    sessions.cancel(session=coming, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=late)
    tell_changes(now=late)
    send_due(now=late)
    # Sam as well: at that hour they may be waiting for it.
    assert mailed(letters) == ["ana", "idris", "noor", "sam"]
    assert "We are sorry" in letters[0].body
    assert "The next one is on Tuesday 19 May 2026, from 19:00 to 20:00 (Europe/London)." in letters[0].body


def test_whoever_rests_is_told_nothing_and_a_pause_that_begins_meanwhile_counts(
    coming: Session, cast: Cast, night: datetime, letters: Letters
) -> None:
    membership.pause(membership=cast.seat("ana"), weeks=2, now=night)
    call_off(session=coming, by=cast.seat("noor"), now=night)
    membership.pause(membership=cast.seat("sam"), weeks=2, now=night)
    send_due(now=night + timedelta(hours=6))
    assert mailed(letters) == ["idris"]
    assert states(cast, "ana", Channel.IN_APP) == []
    assert states(cast, "ana") == states(cast, "sam") == [ReminderState.DROPPED]


@pytest.mark.parametrize("wish", [{"reminders_by_mail": False}, {"is_active": False}])
def test_a_change_of_mind_counts_at_once(
    coming: Session, cast: Cast, night: datetime, letters: Letters, wish: dict[str, bool]
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=night)
    User.objects.filter(pk=cast.sam.pk).update(**wish)
    send_due(now=night + timedelta(hours=6))
    assert "sam" not in mailed(letters)


def test_who_leaves_while_the_batch_is_held_gets_no_mail(
    coming: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    sorted_out = notices.sorted_out

    def then_sam_leaves(*args: Any, **kwargs: Any) -> Any:
        ready = sorted_out(*args, **kwargs)
        Membership.objects.filter(pk=cast.seat("sam").pk).update(state=State.LEFT, ended_at=now)
        return ready

    monkeypatch.setattr(notices, "sorted_out", then_sam_leaves)
    notices.post(limit=50, now=now)
    assert mailed(letters) == ["ana", "idris"]


def test_a_session_that_changes_between_claim_and_mail_is_told_as_it_then_is(
    coming: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    noor = cast.seat("noor")
    move(session=coming, by=noor, starts_at=coming.starts_at + DAY, now=now)
    sorted_out = notices.sorted_out

    def then_it_moves_on(*args: Any, **kwargs: Any) -> Any:
        ready = sorted_out(*args, **kwargs)
        monkeypatch.setattr(notices, "sorted_out", sorted_out)
        move(session=coming, by=noor, starts_at=coming.starts_at + DAY, now=now + MINUTE)
        return ready

    monkeypatch.setattr(notices, "sorted_out", then_it_moves_on)
    notices.post(limit=50, now=now)
    assert letters == []
    while send_due(now=now + MINUTE):
        pass
    assert mailed(letters) == ["ana", "idris", "sam"]
    assert "Thursday 14 May 2026" in letters[0].body


def test_what_a_worker_that_died_held_is_sent_after_a_minute_with_the_same_name(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    lease, rows = notices.claim(limit=50, now=now)
    assert notices.claim(limit=50, now=now)[1] == []
    send_due(now=now + timedelta(seconds=30))
    assert letters == []
    send_due(now=now + LEASE + timedelta(seconds=1))
    assert {letter.extra_headers["Message-ID"] for letter in letters} == {f"<{row.pk}@localhost>" for row in rows}
    assert notices.held(lease).count() == 0


def test_news_that_is_of_no_use_any_more_is_not_sent(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=coming.starts_at + timedelta(minutes=11))
    assert letters == []
    assert states(cast, "sam") == [ReminderState.EXPIRED]


def test_a_change_of_a_session_that_is_gone_is_told_to_nobody(coming: Session, noor: Hand, now: datetime) -> None:
    sessions.cancel(session=coming, by=noor, now=now)
    Session.objects.all().delete()
    assert tell_changes(now=now) == 1
    assert not Notice.objects.exists()


@pytest.mark.slow  # twenty groups
def test_many_groups_cost_no_more_questions_each(cast: Cast, now: datetime, django_assert_max_num_queries) -> None:
    for number in range(20):
        group = support_group(now=now, name=f"Group {number}")
        seat_in(group, cast.sam, now=now)
        by = Hand.facilitator(seat_in(group, cast.noor, now=now, role="facilitator"))
        sessions.cancel(session=meeting(group, starts_at=now + DAY), by=by, now=now)
    with django_assert_max_num_queries(14 + 20):  # the claim is a statement for each change
        assert tell_changes(now=now) == 20
    with django_assert_max_num_queries(14 + 20 * 6):  # each mail is tried and marked
        notices.post(limit=50, now=now)


def test_the_task_may_run_twice(coming: Session, noor: Hand, now: datetime) -> None:
    sessions.cancel(session=coming, by=noor, now=now)
    tasks.tell_changes(anything="else")
    tasks.tell_changes()
    assert Notice.objects.count() == 6
