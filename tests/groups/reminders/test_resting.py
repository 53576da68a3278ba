"""Nothing reminds whoever rests; whoever comes back is told of what is still to come."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from groups.membership import actions as membership
from groups.people.wishes import Channel
from groups.reminders import delivery
from groups.reminders.actions import plan, send_due
from groups.reminders.models import Reminder, ReminderKind, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, client_of, meeting
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]
THREE, ONE = ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY


def states(cast: Cast, name: str, **given: Any) -> set[str]:
    return set(Reminder.objects.filter(membership=cast.seat(name), **given).values_list("state", flat=True))


def mailed(letters: Letters) -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in letters)


@pytest.fixture
def start(coming: Session) -> datetime:
    return coming.starts_at


def test_what_falls_due_in_a_pause_is_dropped(cast: Cast, start: datetime, now: datetime, letters: Letters) -> None:
    plan(now=now)
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    send_due(now=start - timedelta(days=3))
    assert mailed(letters) == ["ana", "idris", "noor"]
    assert states(cast, "sam", kind=THREE) == {ReminderState.DROPPED}
    assert states(cast, "ana", kind=THREE) == {ReminderState.SENT}


def test_whoever_is_back_in_time_is_told_of_what_is_still_to_come(
    cast: Cast, start: datetime, now: datetime, letters: Letters
) -> None:
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    plan(now=now)
    send_due(now=start - timedelta(days=3))
    membership.come_back(membership=cast.seat("sam"), now=now)
    send_due(now=start - timedelta(days=1))
    assert states(cast, "sam", kind=THREE) == {ReminderState.DROPPED}
    assert states(cast, "sam", kind=ONE) == {ReminderState.SENT}
    assert mailed(letters).count("sam") == 1


def test_a_move_while_one_rests_is_no_news_and_its_notes_follow(
    cast: Cast, coming: Session, now: datetime, letters: Letters
) -> None:
    plan(now=now)
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    moved = move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=1), now=now)
    send_due(now=now)
    assert mailed(letters) == ["ana", "idris"]
    send_due(now=moved.starts_at - timedelta(days=3))
    membership.come_back(membership=cast.seat("sam"), now=now)
    send_due(now=moved.starts_at - timedelta(days=1))
    assert mailed(letters).count("sam") == 1


def test_nor_is_a_session_that_is_called_off(cast: Cast, coming: Session, now: datetime, letters: Letters) -> None:
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=now)
    assert "sam" not in mailed(letters)


def test_a_pause_that_begins_between_claim_and_mail_counts(
    cast: Cast, start: datetime, now: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    plan(now=now)
    sorted_out = delivery.sorted_out

    def then_sam_rests(*args: Any, **kwargs: Any) -> list[Reminder]:
        ready = sorted_out(*args, **kwargs)
        membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
        return ready

    monkeypatch.setattr(delivery, "sorted_out", then_sam_rests)
    delivery.post(limit=100, now=start - timedelta(days=3))
    assert mailed(letters) == ["ana", "idris", "noor"]
    assert ReminderState.SENT not in states(cast, "sam", channel=Channel.MAIL)


def test_nothing_is_announced_to_whoever_rests(cast: Cast, start: datetime, now: datetime) -> None:
    plan(now=now)
    page = "/notes/"
    client = client_of(cast.sam)
    before = client.get(page).context["page"].coming
    assert len(before) == 2
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    assert len(client.get(page).context["page"].coming) == 0


def test_no_news_stands_on_the_first_page_of_whoever_rests(cast: Cast) -> None:
    from django.utils import timezone

    moment = timezone.now()
    session = meeting(cast.group, starts_at=moment + timedelta(days=2))
    call_off(session=session, by=cast.seat("noor"), now=moment)
    client = client_of(cast.sam)
    assert ": called off." in client.get("/").content.decode()
    membership.pause(membership=cast.seat("sam"), weeks=2, now=moment)
    assert ": called off." not in client.get("/").content.decode()
