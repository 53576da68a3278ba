"""Today I can: one tap, changeable, no reason; nobody answers for a group that is not theirs."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from groups.schedule.models import Answer, Rsvp, Session
from tests.cast import Cast, client_of, meeting


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=1))


def address(session_id: object) -> str:
    return reverse("schedule:answer", args=[session_id])


@pytest.mark.parametrize("word", Answer.values)
def test_each_answer_is_one_tap(coming: Session, cast: Cast, word: str) -> None:
    answer = client_of(cast.sam).post(address(coming.pk), {"answer": word})
    assert answer["Location"] == reverse("home:session", args=[coming.pk])
    assert Rsvp.objects.get().answer == word


def test_words_that_we_do_not_know_change_nothing(coming: Session, cast: Cast) -> None:
    client_of(cast.sam).post(address(coming.pk), {"answer": "because"})
    assert not Rsvp.objects.exists()


def test_after_the_end_a_kind_word_says_why_not(session: Session, cast: Cast, now: datetime) -> None:
    Session.objects.update(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    page = client_of(cast.sam).post(address(session.pk), {"answer": "come"}, follow=True)
    assert "This session is over." in page.content.decode()
    assert not Rsvp.objects.exists()


def test_outsiders_find_no_such_session(coming: Session, cast: Cast) -> None:
    strange = client_of(cast.olu)
    refused = strange.post(address(coming.pk), {"answer": "come"})
    nothing = strange.post(address(uuid4()), {"answer": "come"})
    assert (refused.status_code, refused.content) == (404, nothing.content)
    assert client_of(cast.sam).get(address(coming.pk)).status_code == 405
