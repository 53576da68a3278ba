"""Whether a pause would be good: three answers, all equal, and none is fine."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from groups.membership import actions as membership
from groups.membership.models import Membership
from groups.reminders.models import Heard, Reminder, ReminderState
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, client_of, meeting


@pytest.fixture
def asked(cast: Cast, now: datetime) -> Reminder:
    """Sam was asked, here."""
    given = {"state": SessionState.OVER, "opened_at": now}
    session: Session = meeting(cast.group, starts_at=now - timedelta(days=1), **given)
    told = {"kind": "question", "channel": "in_app", "due_at": now, "session_version": 1}
    row = {"state": ReminderState.SENT, "sent_at": timezone.now()}
    return Reminder.objects.create(membership=cast.seat("sam"), session=session, **told, **row)


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/question/"


def test_it_stands_on_the_first_page_with_one_way_to_answer(cast: Cast, asked: Reminder) -> None:
    body = client_of(cast.sam).get("/").content.decode()
    assert "Would a pause be good?" in body
    assert address(cast) in body


def test_the_three_answers_are_equal_and_no_reason_is_asked(cast: Cast) -> None:
    body = client_of(cast.sam).get(address(cast)).content.decode()
    buttons = re.findall(r'<button class="([^"]*)" name="choice" value="(\w+)"', body)
    assert buttons == [("button", "pause"), ("button", "stay"), ("button", "leave")]
    assert "button--main" not in body
    assert "<textarea" not in body


@pytest.mark.parametrize(
    ("choice", "to"), [("pause", "/groups/{}/pause/"), ("stay", "/groups/{}/"), ("leave", "/groups/{}/leaving/")]
)
def test_each_answer_is_heard_and_leads_on(cast: Cast, asked: Reminder, choice: str, to: str) -> None:
    response = client_of(cast.sam).post(address(cast), {"choice": choice})
    assert response["Location"] == to.format(cast.group.pk)
    assert Heard.objects.filter(membership=cast.seat("sam")).exists()
    asked.refresh_from_db()
    assert asked.read_at is not None
    assert Membership.objects.current().filter(pk=cast.seat("sam").pk, paused_at=None).exists()


@pytest.mark.parametrize("choice", ["", "perhaps"])
def test_anything_else_is_no_answer(cast: Cast, choice: str) -> None:
    response = client_of(cast.sam).post(address(cast), {"choice": choice})
    assert response.status_code == 422
    assert "Choose one of the three" in response.content.decode()
    assert not Heard.objects.exists()


def test_whoever_rests_already_is_led_to_their_pause(cast: Cast, now: datetime) -> None:
    membership.pause(membership=cast.seat("sam"), weeks=1, now=now)
    assert client_of(cast.sam).get(address(cast))["Location"] == f"/groups/{cast.group.pk}/pause/"


@pytest.mark.parametrize("who", ["noor", "olu", "ada"])
def test_it_is_asked_of_nobody_else(cast: Cast, who: str) -> None:
    assert client_of(getattr(cast, who)).get(address(cast)).status_code == 404


def test_to_put_it_aside_is_no_answer(cast: Cast, asked: Reminder) -> None:
    client_of(cast.sam).post(f"/notes/{asked.pk}/reading/")
    assert not Heard.objects.exists()
