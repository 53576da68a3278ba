"""News by mail follows what somebody wishes of it, and pauses with everything else; on their page it always stands."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail as django_mail

from groups.people import actions as people
from groups.people.models import MailTrouble
from groups.people.trouble import mark
from groups.people.wishes import Channel, Topic
from groups.reminders import notices
from groups.reminders.actions import send_due, tell_changes
from groups.reminders.models import ReminderState
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast
from tests.groups.reminders.telling import call_off, move
from tests.groups.reminders.test_notices import DAY, MINUTE, mailed, states

Letters = list[django_mail.EmailMultiAlternatives]


@pytest.fixture
def noor(cast: Cast) -> Hand:
    return Hand.facilitator(cast.seat("noor"))


def test_who_wishes_no_mail_of_news_reads_it_on_their_page(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    people.hear_no_more(user=cast.sam, topic=Topic.NEWS, ways=[Channel.MAIL])
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=now)
    assert mailed(letters) == ["ana", "idris"]
    assert states(cast, "sam", Channel.IN_APP) == [ReminderState.SENT]


def test_mail_that_comes_back_is_not_sent_and_the_page_says_all(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    mark(address="sam@example.org", trouble=MailTrouble.BOUNCED, now=now)
    send_due(now=now)
    assert mailed(letters) == ["ana", "idris"]
    assert states(cast, "sam", Channel.IN_APP) == [ReminderState.SENT]


def test_in_a_pause_of_everything_news_waits_and_several_are_one_mail(
    coming: Session, cast: Cast, noor: Hand, now: datetime, letters: Letters
) -> None:
    until = now + DAY
    people.rest(user=cast.sam, until=until, now=now)
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + DAY, now=now)
    send_due(now=now)
    sessions.resize(session=coming, by=noor, minutes=45, now=now + MINUTE)
    for minute in range(1, 5):
        tell_changes(now=now + minute * MINUTE)
        send_due(now=now + minute * MINUTE)
    assert "sam" not in mailed(letters)
    letters.clear()
    while send_due(now=until):
        pass
    assert mailed(letters) == ["sam"]
    assert "has a new time" in str(letters[0].body)
    assert "45 minutes instead of 60" in str(letters[0].body)


def test_news_that_would_come_too_late_after_the_pause_is_not_mailed(
    coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    people.rest(user=cast.sam, until=coming.starts_at + DAY, now=now)
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=now)
    assert states(cast, "sam") == [ReminderState.EXPIRED]
    assert states(cast, "sam", Channel.IN_APP) == [ReminderState.SENT]


def test_who_stops_mail_while_the_batch_is_held_gets_none(
    coming: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    sorted_out = notices.sorted_out

    def then_sam_stops(*args: Any, **kwargs: Any) -> Any:
        ready = sorted_out(*args, **kwargs)
        people.hear_no_more(user=cast.sam, topic=Topic.NEWS, ways=[Channel.MAIL])
        return ready

    monkeypatch.setattr(notices, "sorted_out", then_sam_stops)
    notices.post(limit=50, now=now)
    assert mailed(letters) == ["ana", "idris"]
