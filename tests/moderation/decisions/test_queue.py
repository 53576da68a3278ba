"""One line of what waits: for those who look after the group, and never about themselves."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.room.models import Room, Visibility
from moderation.decisions import queue as line
from moderation.decisions.models import Decision
from moderation.holds.models import Hold, HoldState
from moderation.reports.models import Behaviour, Report, ReportState
from tests.cast import Cast, client_of, meeting, membership, open_room, person, support_group, with_second_factor
from tests.moderation.said import held, reported, reported_person, said

pytestmark = pytest.mark.django_db
QUEUE = reverse("reports:queue")


def page(client: Client, url: str = QUEUE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client: Client, about: Report | Hold, way: str, **fields: str) -> str:
    """Press a button of the queue; what is said afterwards."""
    name = "decisions:on_report" if isinstance(about, Report) else "decisions:on_hold"
    answer = client.post(reverse(name, args=[about.pk]), {"way": way, **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["noor", "idris", "max"])
def test_those_who_look_after_the_group_see_what_waits(name: str, cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    report = reported(said(room, cast.seat("ana"), now=now, text="Just get over it."), cast.seat("sam"), now=now)
    words = page(with_second_factor(getattr(cast, name)))
    assert hold.message.text in words
    assert "Just get over it." in words
    assert reverse("decisions:on_report", args=[report.pk]) in words


@pytest.mark.parametrize("name", ["sam", "ana", "ada", "olu"])
def test_nobody_else_finds_a_queue(name: str, cast: Cast, room: Room, now: datetime) -> None:
    held(room, cast.seat("ana"), now=now)
    assert client_of(getattr(cast, name)).get(QUEUE).status_code == 404


def test_the_queue_names_nobody_who_reported(cast: Cast, room: Room, now: datetime) -> None:
    reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    words = page(client_of(cast.noor))
    assert "Ana" in words
    assert not re.search(r"\bSam\b", words)


@pytest.mark.parametrize("name", ["noor", "idris"])
def test_a_report_about_a_facilitator_is_nowhere_for_facilitators(
    name: str, cast: Cast, room: Room, now: datetime
) -> None:
    report = reported(said(room, cast.seat("noor"), now=now, text="Hurry up."), cast.seat("sam"), now=now)
    client = client_of(getattr(cast, name))
    assert "Nothing waits for you here." in page(client)
    url = reverse("decisions:on_report", args=[report.pk])
    assert client.post(url, {"way": "close"}).status_code == 404
    assert "Hurry up." in page(with_second_factor(cast.max))


def test_nobody_finds_their_own_held_words_in_the_queue(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("noor"), now=now)
    assert "Nothing waits for you here." in page(client_of(cast.noor))
    assert hold.message.text in page(client_of(cast.idris))


def test_a_facilitator_sees_nothing_of_another_group(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Other")
    seat = membership(other, person("una"), now=now)
    hold = held(open_room(meeting(other, starts_at=now)), seat, now=now)
    report = reported_person(seat, membership(other, person("tom"), now=now), now=now)
    noor = client_of(cast.noor)
    assert "Nothing waits for you here." in page(noor)
    for name, row in (("on_hold", hold), ("on_report", report)):
        there, absent = (
            noor.post(reverse(f"decisions:{name}", args=[pk]), {"way": "close"}) for pk in (row.pk, uuid.uuid4())
        )
        assert there.status_code == absent.status_code == 404
    assert hold.message.text in page(with_second_factor(cast.max))


def test_the_urgent_come_first_then_the_oldest(cast: Cast, room: Room, now: datetime) -> None:
    noor = cast.noor
    old = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now - timedelta(hours=3))
    hold = held(room, cast.seat("ana"), now=now - timedelta(hours=2))
    worry = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now, behaviour=Behaviour.SAFETY)
    call = held(room, cast.seat("sam"), now=now - timedelta(hours=1), reason="care", page=True)
    found = [item.report or item.hold for item in line.waiting(noor, line.policy.decider(noor), page=1).items]
    assert found == [call, worry, old, hold]


def test_a_long_line_has_pages(cast: Cast, room: Room, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "ON_A_PAGE", 2)
    holds = [held(room, cast.seat("ana"), now=now + timedelta(seconds=n)) for n in range(5)]
    by = line.policy.decider(cast.noor)
    pages = [line.waiting(cast.noor, by, page=number) for number in (1, 2, 3)]
    assert [item.hold for one in pages for item in one.items] == holds
    assert [one.has_more for one in pages] == [True, True, False]
    assert "Further in the line" in page(client_of(cast.noor))
    assert "Earlier in the line" in page(client_of(cast.noor), f"{QUEUE}?page=3")


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "99999999999999999999", ""])
def test_a_page_that_is_not_there_is_no_mishap(number: str, cast: Cast) -> None:
    page(client_of(cast.noor), f"{QUEUE}?page={number}")


def test_words_taken_back_wait_no_longer(cast: Cast, room: Room, now: datetime) -> None:
    message = held(room, cast.seat("ana"), now=now).message
    message.visibility, message.text = Visibility.TAKEN_BACK, ""
    message.save()
    assert "Nothing waits for you here." in page(client_of(cast.noor))


def test_held_words_are_shown_by_a_button(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    assert "The group can read it now" in decide(client_of(cast.noor), hold, "release")
    hold.message.refresh_from_db()
    assert hold.message.visibility == Visibility.SHOWN


def test_held_words_are_kept_with_a_reason(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    decide(with_second_factor(cast.max), hold, "keep", behaviour="graphic")
    assert Decision.objects.get().behaviour == Behaviour.GRAPHIC
    assert Hold.objects.get().state == HoldState.KEPT


@pytest.mark.parametrize(
    ("way", "state"),
    [("hide", ReportState.ACTED), ("leave_session", ReportState.ACTED), ("close", ReportState.CLOSED)],
)
def test_a_report_is_answered_by_a_button(way: str, state: str, cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    decide(with_second_factor(cast.max), report, way)
    report.refresh_from_db()
    assert (report.state, report.settled_by) == (state, cast.max)


def test_what_was_dealt_with_in_the_room_is_closed_as_such(cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("noor"), now=now), cast.seat("sam"), now=now)
    maxs = with_second_factor(cast.max)
    assert "It was dealt with" not in page(maxs)
    report.message.visibility = Visibility.HIDDEN
    report.message.save()
    assert "It was dealt with" in page(maxs)
    decide(maxs, report, "dealt_with")
    report.refresh_from_db()
    assert report.state == ReportState.ACTED


def test_the_second_to_press_is_told(cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    hold = held(room, cast.seat("ana"), now=now)
    for about, way in ((report, "close"), (hold, "release")):
        decide(client_of(cast.noor), about, way)
        words = decide(with_second_factor(cast.max), about, way)
        assert "Somebody else has looked at this already." in words or "The group can read this already." in words


def test_a_button_that_is_not_there_changes_nothing(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    assert "Nothing was changed." in decide(client_of(cast.noor), hold, "remove")
    assert Hold.objects.waiting().exists()


def test_nobody_is_asked_to_leave_a_room_that_is_closed(cast: Cast, now: datetime) -> None:
    report = reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    assert "Ask them to leave" not in page(client_of(cast.noor))
    assert "No session of this group is going on now." in decide(client_of(cast.noor), report, "leave_session")
    report.refresh_from_db()
    assert report.state == ReportState.OPEN


def test_a_decision_is_undone_by_a_button(cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    noor = client_of(cast.noor)
    decide(noor, report, "hide")
    decision = Decision.objects.get()
    url = reverse("decisions:undoing", args=[decision.pk])
    assert url in page(noor)
    assert "It is undone" in noor.post(url, follow=True).content.decode()
    assert "This was undone already." in with_second_factor(cast.max).post(url, follow=True).content.decode()
    assert url not in page(noor)


def test_the_queue_takes_few_queries_however_long_it_is(
    cast: Cast, room: Room, now: datetime, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        held(room, cast.seat("ana"), now=now)
        reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    client = client_of(cast.noor)
    for about in (Report.objects.all()[0], Report.objects.all()[1]):
        decide(client, about, "hide")
    with django_assert_max_num_queries(8):
        page(client)


@pytest.mark.parametrize(("reason", "usual"), [("contact", "contact"), ("care", "safety"), ("word", "other")])
def test_the_reason_for_keeping_is_proposed(reason: str, usual: str, cast: Cast, room: Room, now: datetime) -> None:
    held(room, cast.seat("ana"), now=now, reason=reason)
    assert re.search(rf'<option value="{usual}" selected>', page(client_of(cast.noor)))
