"""One tap from a mail, without signing in: it answers for one seat and one session, and does nothing else."""

import base64
import logging
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.actions.answers import MOST_AN_HOUR
from groups.schedule.links import LONG, answer_token, read_answer_token
from groups.schedule.models import Answer, Rsvp, Session, SessionState, Usual
from tests.cast import Cast, client_of, meeting


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    cache.clear()
    return meeting(cast.group, starts_at=now + timedelta(days=1))


@pytest.fixture
def link(cast: Cast, coming: Session) -> str:
    return reverse("schedule:by_mail", args=[answer_token(cast.seat("sam").pk, coming.pk)])


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", Answer.values)
def test_each_answer_is_kept_without_signing_in(cast: Cast, link: str, word: str) -> None:
    stranger = client_of(None)
    answer = stranger.post(link, {"answer": word})
    assert (answer.status_code, answer["Location"]) == (302, link)
    assert Rsvp.objects.get(membership=cast.seat("sam")).answer == word
    assert f'value="{word}" aria-pressed="true"' in words(stranger.get(link))


def test_opening_it_changes_nothing_however_often_a_mail_program_does(link: str) -> None:
    stranger = client_of(None)
    for ask in (stranger.get, stranger.head, stranger.get):
        assert ask(link).status_code == 200
        assert ask(link, {"answer": "come"}).status_code == 200
    assert ask(link, headers={"purpose": "prefetch", "sec-purpose": "prefetch"}).status_code == 200
    assert not Rsvp.objects.exists()


def test_it_needs_the_token_of_the_page(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link, {"answer": "come"}).status_code == 403
    assert not Rsvp.objects.exists()


def test_the_page_names_no_group_and_nobody_and_leaves_no_copy(cast: Cast, link: str) -> None:
    answer = client_of(None).get(link)
    for name in (cast.group.name, "Sam", "Ana", "Noor", "Idris", cast.group.purpose):
        assert name not in words(answer)
    assert "support" not in words(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in words(answer)


def test_its_times_stand_on_the_clock_of_whoever_was_written_to(cast: Cast, coming: Session, link: str) -> None:
    User.objects.filter(pk=cast.sam.pk).update(time_zone="Asia/Kathmandu")
    start = datetime.fromisoformat("2030-01-15T18:00+00:00")
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    read = words(client_of(cast.olu).get(link))
    assert "23:45 to 00:45 (Asia/Kathmandu)" in read
    assert "“Not sure yet” keeps your seat until Tuesday 15 January, 23:35 (Asia/Kathmandu)" in read


def test_who_is_signed_in_as_somebody_else_answers_for_the_seat_of_the_link(cast: Cast, link: str) -> None:
    client_of(cast.ana).post(link, {"answer": "quietly"})
    assert Rsvp.objects.get().membership == cast.seat("sam")


def test_what_is_said_as_usual_can_count_again(cast: Cast, link: str, now: datetime) -> None:
    Usual.objects.create(membership=cast.seat("sam"), answer=Answer.QUIETLY, since=now)
    stranger = client_of(None)
    assert "As usual: Come quietly" in words(stranger.get(link))
    stranger.post(link, {"answer": "not_today"})
    assert Rsvp.objects.get().answer == Answer.NOT_TODAY
    stranger.post(link, {"answer": "usual"})
    assert not Rsvp.objects.exists()


def test_words_that_we_do_not_know_change_nothing(link: str) -> None:
    assert client_of(None).post(link, {"answer": "because"}).status_code == 200
    assert not Rsvp.objects.exists()


def left(cast: Cast, coming: Session, now: datetime) -> None:
    Membership.objects.filter(user=cast.sam).update(state="left", ended_at=now)


def paused(cast: Cast, coming: Session, now: datetime) -> None:
    Membership.objects.filter(user=cast.sam).update(paused_at=now, paused_until=now + timedelta(days=9))


def closed_their_account(cast: Cast, coming: Session, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(is_active=False)


def over(cast: Cast, coming: Session, now: datetime) -> None:
    Session.objects.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(minutes=1))


def settled(cast: Cast, coming: Session, now: datetime) -> None:
    Session.objects.update(state=SessionState.OVER)


@pytest.mark.parametrize("end", [left, paused, closed_their_account, over, settled])
def test_it_is_dead_when_there_is_nothing_to_answer(cast: Cast, coming: Session, link: str, now: datetime, end) -> None:
    end(cast, coming, now)
    stranger = client_of(None)
    for answer in (stranger.get(link), stranger.post(link, {"answer": "come"})):
        assert answer.status_code == 410
        assert "This link has done what it was for." in words(answer)
        assert cast.group.name not in words(answer)
    assert not Rsvp.objects.exists()


def test_of_what_was_called_off_it_says_so(cast: Cast, coming: Session, link: str) -> None:
    Session.objects.update(state=SessionState.CANCELLED)
    answer = client_of(None).post(link, {"answer": "come"})
    assert answer.status_code == 410
    assert "does not take place. There is nothing you need to do." in words(answer)


def test_whoever_joins_again_needs_a_new_link(cast: Cast, coming: Session, link: str, now: datetime) -> None:
    left(cast, coming, now)
    Membership.objects.create(group=cast.group, user=cast.sam, name="Sam", joined_at=now)
    assert client_of(None).post(link, {"answer": "come"}).status_code == 410
    assert not Rsvp.objects.exists()


def tampered(token: str) -> list[str]:
    raw = bytearray(base64.urlsafe_b64decode(token))
    turned = []
    for place in (0, 15, 16, 31, 32, 47):
        other = bytearray(raw)
        other[place] ^= 1
        turned.append(base64.urlsafe_b64encode(other).decode())
    short = base64.urlsafe_b64encode(raw[:32]).decode()
    return [*turned, short, token[:-1], token + "A", "A" * LONG, token.replace(token[0], "é", 1), "%00" * 8]


def test_whatever_we_have_not_signed_is_not_found_like_everything_else(cast: Cast, coming: Session) -> None:
    stranger = client_of(None)
    nothing = stranger.get(f"/groups/{uuid4()}/").content
    token = answer_token(cast.seat("sam").pk, coming.pk)
    of_nobody = answer_token(uuid4(), coming.pk)
    of_elsewhere = answer_token(cast.seat("sam").pk, uuid4())
    for wrong in [*tampered(token), of_nobody, of_elsewhere]:
        answer = stranger.get(reverse("schedule:by_mail", args=[wrong]))
        assert (answer.status_code, answer.content) == (404, nothing), wrong
        assert stranger.post(reverse("schedule:by_mail", args=[wrong]), {"answer": "come"}).status_code == 404
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize("wrong", ["x" * LONG, "short", "", "é" * LONG, "=" * LONG])
def test_a_link_that_is_not_ours_is_known_without_a_database(wrong: str) -> None:
    assert read_answer_token(wrong) is None


def test_a_token_opens_its_own_session_and_seat_alone() -> None:
    seat, session = uuid4(), uuid4()
    token = answer_token(seat, session)
    assert read_answer_token(token) == (seat, session)
    assert len(token) == LONG
    assert answer_token(session, seat) != token
    assert read_answer_token(answer_token(seat, uuid4())) != (seat, session)


def test_a_link_answers_thirty_times_an_hour_and_keeps_the_last(
    cast: Cast, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groups.schedule.actions.answers.MOST_AN_HOUR", 3)
    stranger = client_of(None)
    codes = [stranger.post(link, {"answer": word}).status_code for word in ("come", "quietly", "unsure", "not_today")]
    assert codes == [302, 302, 302, 429]
    assert Rsvp.objects.get().answer == Answer.UNSURE
    assert "Those are many answers for one hour." in words(stranger.post(link, {"answer": "come"}))
    assert MOST_AN_HOUR == 30


def test_nothing_of_the_link_is_logged(link: str, caplog: pytest.LogCaptureFixture) -> None:
    token = link.strip("/").split("/")[-1]
    stranger = client_of(None)
    with caplog.at_level(logging.WARNING):
        stranger.get(link)
        stranger.post(link, {"answer": "come"})
        stranger.post(link, {"answer": "because"})
    assert token not in caplog.text


def test_its_page_asks_few_questions(link: str, django_assert_max_num_queries) -> None:
    stranger = client_of(None)
    stranger.get(link)
    with django_assert_max_num_queries(5):
        stranger.get(link)
