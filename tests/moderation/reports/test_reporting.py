"""Two taps, never named, told the outcome."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.membership.models import State
from groups.room.models import Room, Visibility
from moderation.reports.models import Behaviour, Report, ReportState
from tests.cast import Cast, client_of
from tests.moderation.said import held, reported, reported_person, said

pytestmark = pytest.mark.django_db
NEW = reverse("reports:new")


def sent(client: Client, *, words: str = "", **about: object) -> str:
    """The second tap; the address of the receipt."""
    answer = client.post(NEW, {**about, "behaviour": "unkind", "words": words})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_message_is_reported_in_two_taps(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    sam = client_of(cast.sam)
    page = sam.get(NEW, {"message": message.pk})
    assert 'value="unkind"' in page.content.decode()
    receipt = sent(sam, message=message.pk)
    made = Report.objects.get()
    assert (made.reporter, made.subject, made.message) == (cast.seat("sam"), cast.seat("ana"), message)
    assert "Waiting for a look" in sam.get(receipt).content.decode()


def test_a_person_is_reported_in_two_taps(cast: Cast) -> None:
    sam = client_of(cast.sam)
    assert sam.get(NEW, {"person": cast.seat("ana").pk}).status_code == 200
    sent(sam, person=cast.seat("ana").pk, words="  She asks again and again. ")
    made = Report.objects.get()
    assert made.about_person
    assert made.words == "She asks again and again."


def test_words_are_kept_when_no_behaviour_was_chosen(cast: Cast) -> None:
    answer = client_of(cast.sam).post(f"{NEW}?person={cast.seat('ana').pk}", {"words": "It was hard."})
    assert answer.status_code == 200
    assert "It was hard." in answer.content.decode()
    assert not Report.objects.exists()


def test_reporting_twice_is_one_report(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    sam = client_of(cast.sam)
    first = sent(sam, message=message.pk)
    assert sent(sam, message=message.pk, words="Again.") == first
    assert sent(sam, person=cast.seat("ana").pk) == sent(sam, person=cast.seat("ana").pk)
    assert Report.objects.count() == 2
    assert Report.objects.get(message=message).words == "Again."


def test_a_person_can_be_reported_anew_once_it_was_looked_at(cast: Cast, now: datetime) -> None:
    first = reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    Report.objects.update(state=ReportState.CLOSED, settled_at=now, settled_by=cast.noor)
    assert reported_person(cast.seat("ana"), cast.seat("sam"), now=now) != first


def test_erased_words_leave_their_reports_apart(cast: Cast, room: Room, now: datetime) -> None:
    """Two reports about two messages of one person stay two when the messages are gone."""
    for _ in range(2):
        reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    Report.objects.update(message=None)
    reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    assert Report.objects.open().count() == 3


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_whoever_is_not_in_the_group_finds_nothing_to_report(name: str, cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    client = client_of(getattr(cast, name))
    for about in ({"message": message.pk}, {"person": cast.seat("ana").pk}):
        there, absent = client.get(NEW, about), client.get(NEW, {next(iter(about)): uuid.uuid4()})
        assert there.status_code == absent.status_code == 404
        assert client.post(NEW, {**about, "behaviour": "unkind"}).status_code == 404


@pytest.mark.parametrize("query", [{}, {"message": "x"}, {"person": ""}, {"message": "\x00"}])
def test_nothing_named_is_nothing_found(query: dict[str, str], cast: Cast) -> None:
    assert client_of(cast.sam).get(NEW, query).status_code == 404


def test_whoever_left_the_group_reports_nothing_there(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    seat = cast.seat("sam")
    seat.state, seat.ended_at = State.LEFT, now
    seat.save()
    assert client_of(cast.sam).get(NEW, {"message": message.pk}).status_code == 404


def test_nobody_reports_what_they_cannot_see(cast: Cast, room: Room, now: datetime) -> None:
    waiting = held(room, cast.seat("ana"), now=now).message
    before = said(room, cast.seat("ana"), now=now - timedelta(days=9))
    for message in (waiting, before):
        assert client_of(cast.sam).get(NEW, {"message": message.pk}).status_code == 404


def test_nobody_reports_themselves(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("sam"), now=now)
    for about in ({"message": message.pk}, {"person": cast.seat("sam").pk}):
        assert client_of(cast.sam).get(NEW, about).status_code == 404


@pytest.mark.parametrize("name", ["ana", "noor", "idris", "max", "ada", "olu"])
def test_the_receipt_is_for_the_one_who_reported_alone(name: str, cast: Cast, room: Room, now: datetime) -> None:
    made = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    client = client_of(getattr(cast, name))
    assert client.get(reverse("reports:report", args=[made.pk])).status_code == 404
    assert "advice" not in client.get(reverse("reports:mine")).content.decode()


def test_the_receipt_shows_no_more_than_the_room_does(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now, text="Something unkind.")
    made = reported(message, cast.seat("sam"), now=now)
    receipt = reverse("reports:report", args=[made.pk])
    assert "Something unkind." in client_of(cast.sam).get(receipt).content.decode()
    message.visibility = Visibility.HIDDEN
    message.save()
    assert "Something unkind." not in client_of(cast.sam).get(receipt).content.decode()
    assert "Something unkind." not in client_of(cast.sam).get(NEW, {"message": message.pk}).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReportState.OPEN, "Waiting for a look"),
        (ReportState.ACTED, "something was done"),
        (ReportState.CLOSED, "nothing more was needed"),
    ],
)
def test_the_one_who_reported_hears_the_outcome(state: str, words: str, cast: Cast, room: Room, now: datetime) -> None:
    made = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    if state != ReportState.OPEN:
        Report.objects.update(state=state, settled_at=now, settled_by=cast.noor)
    sam = client_of(cast.sam)
    assert words in sam.get(reverse("reports:report", args=[made.pk])).content.decode()
    assert words in sam.get(reverse("reports:mine")).content.decode()


def test_a_report_about_a_facilitator_says_that_the_facilitators_do_not_see_it(
    cast: Cast, room: Room, now: datetime
) -> None:
    message = said(room, cast.seat("noor"), now=now)
    sam = client_of(cast.sam)
    words = "The facilitators of the group do not see it."
    assert words in sam.get(NEW, {"message": message.pk}).content.decode()
    assert words in sam.get(sent(sam, message=message.pk)).content.decode()


def test_worry_about_somebody_shows_help_now(cast: Cast, room: Room, now: datetime) -> None:
    made = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now, behaviour=Behaviour.SAFETY)
    page = client_of(cast.sam).get(reverse("reports:report", args=[made.pk])).content.decode()
    assert "If somebody is in danger now" in page


def test_reporting_takes_few_queries(
    cast: Cast, room: Room, now: datetime, django_assert_max_num_queries: object
) -> None:
    message = said(room, cast.seat("ana"), now=now)
    made = reported(message, cast.seat("sam"), now=now)
    sam = client_of(cast.sam)
    for page in (f"{NEW}?message={message.pk}", reverse("reports:mine"), reverse("reports:report", args=[made.pk])):
        with django_assert_max_num_queries(8):
            assert sam.get(page).status_code == 200
