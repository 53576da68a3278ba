"""Changing what a group says and is: written down, and never at the price of somebody's seat."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from groups.joining.models import JoinRequest, Offer, RequestState
from groups.membership.models import Agreement, SupportGroup
from groups.reminders.actions import plan as plan_reminders
from groups.reminders.models import Reminder
from groups.room.models import Message, Room
from groups.schedule.models import Session
from groups.setup.forms.notes import notes_as_typed
from tests.cast import Cast, meeting, membership, person
from tests.groups.setup.conftest import at, changes_of, words_of
from tests.groups.setup.test_way import typed


def save(ada: Client, group: SupportGroup, **changes: Any) -> Any:
    return ada.post(at("facts", group), typed(group, **changes))


def rules(group: SupportGroup, **changes: Any) -> dict[str, Any]:
    """The form of the notes as the page shows it, with some of it changed."""
    given = notes_as_typed(group) | changes
    return {name: value for name, value in given.items() if value is not False and value is not None}


def test_each_setting_is_written_down_before_and_after(ada: Client, cast: Cast) -> None:
    given = {"name": "Wednesday circle", "capacity": 9, "same_people": "False", "languages": "Deutsch, English"}
    assert save(ada, cast.group, **given)["Location"] == at("facts", cast.group)
    cast.group.refresh_from_db()
    assert (cast.group.name, cast.group.language, cast.group.other_languages) == ("Wednesday circle", "de", "en")
    assert changes_of(cast.group) == [
        {
            "name": ["Tuesday circle", "Wednesday circle"],
            "capacity": [8, 9],
            "same_people": [True, False],
            "language": ["en", "de"],
            "other_languages": ["", "en"],
        }
    ]


def test_saving_what_stands_already_changes_and_notes_nothing(ada: Client, cast: Cast) -> None:
    save(ada, cast.group)
    assert changes_of(cast.group) == []


def test_nobody_loses_a_seat_because_there_are_fewer(ada: Client, cast: Cast, now: datetime) -> None:
    asked = JoinRequest.objects.create(
        group=cast.group, user=cast.olu, name="Ola", asked_at=now, waiting_since=now, state=RequestState.WAITING
    )
    Offer.objects.create(request=asked, made_at=now, expires_at=now + timedelta(days=1))
    answer = save(ada, cast.group, capacity=2, name="Typed and kept")
    assert answer.status_code == 422
    assert "3 seats are taken or offered" in words_of(answer)
    assert "Typed and kept" in words_of(answer)
    cast.group.refresh_from_db()
    assert (cast.group.capacity, cast.group.name) == (8, "Tuesday circle")
    assert save(ada, cast.group, capacity=3).status_code == 302


def test_keeping_words_for_a_shorter_time_is_said_and_asked_once_more(
    ada: Client, cast: Cast, room: Room, now: datetime
) -> None:
    said = {"id": uuid4(), "text": "Hello.", "position": 1, "changed": 1, "at": now}
    Message.objects.create(room=room, session=room.session, author=cast.seat("sam"), **said)
    answer = save(ada, cast.group, retention_days=7)
    assert answer.status_code == 422
    assert "everything older is deleted tonight" in words_of(answer)
    cast.group.refresh_from_db()
    assert cast.group.retention_days == 30
    assert save(ada, cast.group, retention_days=7, shorter="on").status_code == 302
    assert changes_of(cast.group) == [{"retention_days": [30, 7]}]


def test_a_room_without_words_needs_no_second_question(ada: Client, draft: SupportGroup) -> None:
    assert save(ada, draft, retention_days=3).status_code == 302


def test_the_same_words_are_no_new_version(ada: Client, draft: SupportGroup) -> None:
    stands = Agreement.objects.get(group=draft)
    same = {"brief": stands.brief, "words": stands.words.replace("\n", "\r\n")}
    ada.post(at("agreement", draft), same)
    assert Agreement.objects.filter(group=draft).count() == 1
    ada.post(at("agreement", draft), same | {"brief": "We listen."})
    draft.refresh_from_db()
    assert draft.agreement_version == 2


def test_a_kind_changes_for_sessions_that_nobody_was_told_of(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    mine, theirs = meeting(draft, starts_at=now + timedelta(days=3)), meeting(cast.group, starts_at=now)
    for group in (draft, cast.group):
        save(ada, group, kind="quiet")
    assert Session.objects.get(pk=mine.pk).kind == "quiet"
    assert Session.objects.get(pk=theirs.pk).kind == "circle"


def test_a_reminder_that_is_switched_on_again_is_planned_after_all(ada: Client, cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=5))
    ada.post(at("notes", cast.group), rules(cast.group, remind_one_day=False))
    plan_reminders(now=now)
    notes = Reminder.objects.filter(kind__in=["three_days", "one_day"])
    assert set(notes.values_list("kind", flat=True)) == {"three_days"}
    cast.group.refresh_from_db()
    ada.post(at("notes", cast.group), rules(cast.group, remind_one_day=True))
    plan_reminders(now=now)
    assert set(notes.values_list("kind", flat=True)) == {"three_days", "one_day"}


@pytest.mark.parametrize("field", ["name", "purpose", "kind", "capacity", "languages", "same_people", "retention_days"])
@pytest.mark.parametrize("value", ["", "\0", "9" * 5000, "-1", "ſ\u202e\ud7ff", "x" * 5000])
def test_garbage_in_the_facts_is_answered_with_a_sentence(
    ada: Client, draft: SupportGroup, field: str, value: str
) -> None:
    answer = save(ada, draft, **{field: value})
    assert answer.status_code in ({302, 422} if field in {"name", "purpose"} else {422})


@pytest.mark.parametrize("step", ["facts", "plan", "agreement", "facilitators", "hours", "publication"])
@pytest.mark.parametrize("given", [b"", b"%ED%A0%80=%ED%A0%80", b"do=up-99&minutes-99=1&words-0=%00", b"&&==&"])
def test_no_garbage_breaks_a_page(ada: Client, draft: SupportGroup, step: str, given: bytes) -> None:
    answer = ada.generic("POST", at(step, draft), given, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 422}


def test_everybody_at_the_limit_still_fits(ada: Client, cast: Cast, now: datetime) -> None:
    for number in range(6):
        membership(cast.group, person(f"n{number}"), now=now)
    assert save(ada, cast.group, capacity=8).status_code == 302
    assert save(ada, cast.group, capacity=7).status_code == 422


@pytest.mark.parametrize(
    "link",
    [
        "https://meet.example.org/{token}",
        "https://meet.example.org/a?room={token}#now",
        "https://voice.example.org/us",
        "",
    ],
)
def test_an_address_for_voice_is_kept_and_the_log_does_not_say_which(ada: Client, cast: Cast, link: str) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(meeting_link="https://before.example.org/")
    assert save(ada, cast.group, meeting_link=f" {link} ").status_code == 302
    cast.group.refresh_from_db()
    assert cast.group.meeting_link == link
    assert changes_of(cast.group) == [{"meeting_link": [None, None]}]


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.org/{token}",
        "javascript:alert(1)",
        "https://{token}.example.org/",
        "https://meet.example.org/{name}",
        "https://meet.example.org/{token",
        "https://somebody@meet.example.org/",
        "https://meet.example.org/a b",
        "https://[meet",
        "meet.example.org",
        "https://meet.example.org/" + "x" * 300,
    ],
)
def test_an_address_that_is_none_is_asked_for_again(ada: Client, cast: Cast, link: str) -> None:
    answer = save(ada, cast.group, meeting_link=link, name="Typed and kept")
    assert answer.status_code == 422
    assert "Typed and kept" in words_of(answer)
    cast.group.refresh_from_db()
    assert cast.group.meeting_link == ""
