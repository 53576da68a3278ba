"""Said once, for every session: it counts where nothing else is said, and stands where facilitators look."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from groups.membership.models import Membership
from groups.schedule.actions import answers
from groups.schedule.models import Answer, Rsvp, Session, SessionState, Usual
from groups.schedule.policy import NotYourSession
from groups.schedule.said import NOTHING, Said, said_of
from tests.cast import Cast, client_of, meeting


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=1))


def says_as_usual(seat: Membership, answer: str, *, now: datetime) -> None:
    answers.say_as_usual(membership=seat, answer=answer, now=now)


def page(cast: Cast, name: str, session: Session) -> str:
    answer = client_of(getattr(cast, name)).get(reverse("home:session", args=[session.pk]))
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("word", ["come", "quietly", "unsure"])
def test_what_is_said_as_usual_counts_for_every_session(cast: Cast, coming: Session, now: datetime, word: str) -> None:
    later = meeting(cast.group, starts_at=now + timedelta(days=8))
    client = client_of(cast.sam)
    client.post(reverse("schedule:usual", args=[cast.group.pk]), {"answer": word})
    sam = cast.seat("sam").pk
    assert [said_of(one)[sam].answer for one in (coming, later)] == [word, word]
    assert not Rsvp.objects.exists()


def test_a_word_about_one_session_goes_before_the_usual_one_and_can_be_taken_back(
    cast: Cast, coming: Session, now: datetime
) -> None:
    sam, address = cast.seat("sam"), reverse("schedule:answer", args=[coming.pk])
    says_as_usual(sam, Answer.QUIETLY, now=now)
    client = client_of(cast.sam)
    client.post(address, {"answer": Answer.NOT_TODAY})
    assert said_of(coming)[sam.pk] == Said(here=Answer.NOT_TODAY, usual=Answer.QUIETLY)
    client.post(address, {"answer": "usual"})
    assert said_of(coming)[sam.pk] == Said(usual=Answer.QUIETLY)


def test_the_page_marks_the_usual_answer_until_another_is_given(cast: Cast, coming: Session, now: datetime) -> None:
    says_as_usual(cast.seat("sam"), Answer.QUIETLY, now=now)
    assert 'value="usual" aria-pressed="true">As usual: Come quietly' in page(cast, "sam", coming)
    answers.answer(session=coming, membership=cast.seat("sam"), answer=Answer.COME, now=now)
    read = page(cast, "sam", coming)
    assert 'value="usual" aria-pressed="false"' in read
    assert 'value="come" aria-pressed="true"' in read


def test_facilitators_read_that_it_is_as_usual_and_members_read_nothing_of_it(
    cast: Cast, coming: Session, now: datetime
) -> None:
    says_as_usual(cast.seat("ana"), Answer.QUIETLY, now=now)
    assert "Come quietly, as usual" in page(cast, "noor", coming)
    assert "as usual" not in page(cast, "sam", coming).replace("say as usual", "")


def test_who_has_said_it_as_usual_is_not_asked_again_on_the_day(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(minutes=1))
    start = reverse("home:start")
    assert "What can you do today?" in client_of(cast.sam).get(start).content.decode()
    says_as_usual(cast.seat("sam"), Answer.COME, now=now)
    assert "What can you do today?" not in client_of(cast.sam).get(start).content.decode()


def test_saying_it_each_time_again_takes_it_away_and_leaves_single_answers(
    cast: Cast, coming: Session, now: datetime
) -> None:
    sam = cast.seat("sam")
    says_as_usual(sam, Answer.COME, now=now)
    answers.answer(session=coming, membership=sam, answer=Answer.UNSURE, now=now)
    client_of(cast.sam).post(reverse("schedule:usual", args=[cast.group.pk]), {"answer": "each_time"})
    assert not Usual.objects.exists()
    assert said_of(coming)[sam.pk] == Said(here=Answer.UNSURE)


def test_not_today_is_said_of_a_day_and_never_of_all(cast: Cast) -> None:
    client, address = client_of(cast.sam), reverse("schedule:usual", args=[cast.group.pk])
    for word in (Answer.NOT_TODAY, "because", ""):
        answer = client.post(address, {"answer": word})
        assert answer.status_code == 422
        assert "Choose one of these." in answer.content.decode()
    assert not Usual.objects.exists()


def test_what_was_over_before_it_was_said_is_not_written_anew(cast: Cast, now: datetime) -> None:
    past = meeting(cast.group, starts_at=now - timedelta(days=7), state=SessionState.OVER)
    says_as_usual(cast.seat("sam"), Answer.COME, now=now)
    assert said_of(past).get(cast.seat("sam").pk, NOTHING) == NOTHING


def test_what_everybody_said_is_one_question(
    cast: Cast, coming: Session, now: datetime, django_assert_num_queries
) -> None:
    for name in ("sam", "ana"):
        says_as_usual(cast.seat(name), Answer.COME, now=now)
    answers.answer(session=coming, membership=cast.seat("ana"), answer=Answer.QUIETLY, now=now)
    with django_assert_num_queries(1):
        assert {one.answer for one in said_of(coming).values()} == {Answer.COME, Answer.QUIETLY}
    with django_assert_num_queries(1):
        assert list(said_of(coming, only=cast.seat("sam"))) == [cast.seat("sam").pk]


def test_a_seat_that_was_left_says_nothing_as_usual(cast: Cast, now: datetime) -> None:
    sam = cast.seat("sam")
    Membership.objects.filter(pk=sam.pk).update(state="left", ended_at=now)
    with pytest.raises(NotYourSession):
        says_as_usual(sam, Answer.COME, now=now)
    assert client_of(cast.sam).get(reverse("schedule:usual", args=[cast.group.pk])).status_code == 404


@pytest.mark.parametrize(("same_people", "line"), [(True, 0), (False, 1)])
def test_not_sure_yet_says_until_when_the_seat_is_kept_on_the_readers_clock(
    cast: Cast, coming: Session, same_people: bool, line: int
) -> None:
    type(cast.group).objects.update(same_people=same_people)
    type(cast.sam).objects.filter(pk=cast.sam.pk).update(time_zone="Asia/Kathmandu")
    start = datetime.fromisoformat("2030-01-15T18:00+00:00")
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    read = page(cast, "sam", coming)
    assert "keeps your seat until Tuesday 15 January, 23:35 (Asia/Kathmandu)" in read
    assert read.count("somebody who waits for a seat may sit in") == line
    said = client_of(cast.sam).post(
        reverse("schedule:answer", args=[coming.pk]), {"answer": Answer.UNSURE}, follow=True
    )
    assert "Your seat is kept until Tuesday 15 January, 23:35 (Asia/Kathmandu)" in said.content.decode()


def test_after_that_time_it_promises_nothing_any_more(cast: Cast, now: datetime) -> None:
    soon = meeting(cast.group, starts_at=now + timedelta(minutes=9))
    read = page(cast, "sam", soon)
    assert "keeps your seat" not in read
    said = client_of(cast.sam).post(reverse("schedule:answer", args=[soon.pk]), {"answer": Answer.UNSURE}, follow=True)
    assert "Noted. You can change it until the end." in said.content.decode()
