"""My own note about a session: sealed, mine alone, before the session and long after it (S0-06)."""

import logging
from datetime import datetime, timedelta

import pytest
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test import override_settings
from pytest_django.fixtures import DjangoAssertNumQueries
from structlog.testing import capture_logs

from groups.membership import actions as membership
from groups.schedule.access import note_of
from groups.schedule.actions import answers
from groups.schedule.models import Attendance, Session, SessionNote, SessionState
from tests.cast import Cast, client_of, meeting, with_second_factor

WORDS = "I would like to say something about lanterns."
OTHER_KEYS = {"other": bytes(32)}


def address(session: Session) -> str:
    return f"/sessions/{session.pk}/note/"


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=2))


@pytest.fixture
def noted(cast: Cast, coming: Session, now: datetime) -> SessionNote:
    answers.note(session=coming, membership=cast.seat("sam"), words=WORDS, now=now)
    return SessionNote.objects.get()


def stored() -> str:
    """What stands in the table, as whoever copies the database reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM groups_sessionnote")
        return str(cursor.fetchall())


def test_what_i_write_stands_on_the_page_of_the_session_and_on_my_sessions(cast: Cast, coming: Session) -> None:
    client = client_of(cast.sam)
    assert client.post(address(coming), {"words": WORDS}).url == f"/sessions/{coming.pk}/"
    for page in (f"/sessions/{coming.pk}/", "/sessions/", address(coming)):
        assert WORDS in client.get(page).content.decode()


def test_the_database_holds_no_plain_word_of_it(cast: Cast, noted: SessionNote) -> None:
    assert "lanterns" not in stored()
    assert "SessionNote" not in stored()


@pytest.mark.parametrize("name", ["ana", "noor", "idris", "max", "ada", "olu"])
def test_nobody_else_ever_sees_it(cast: Cast, coming: Session, noted: SessionNote, name: str) -> None:
    somebody = getattr(cast, name)
    client = with_second_factor(somebody) if name == "ada" else client_of(somebody)
    for page in (f"/sessions/{coming.pk}/", "/sessions/", address(coming), f"/groups/{cast.group.pk}/", "/"):
        assert "lanterns" not in client.get(page).content.decode()
    client.post(address(coming), {"words": ""})
    assert SessionNote.objects.filter(pk=noted.pk).exists()


def test_it_is_in_no_log_and_no_mail_and_in_no_admin(
    cast: Cast, coming: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        client_of(cast.sam).post(address(coming), {"words": WORDS})
        client_of(cast.sam).get(address(coming))
    assert "lanterns" not in caplog.text.replace(stored(), "")
    assert "lanterns" not in str(lines)
    assert mail.outbox == []
    assert SessionNote not in admin.site._registry


def test_writing_again_replaces_it(cast: Cast, coming: Session, noted: SessionNote) -> None:
    client_of(cast.sam).post(address(coming), {"words": "Or nothing."})
    assert SessionNote.objects.get().words == "Or nothing."


@pytest.mark.parametrize("words", ["", "   ", "\r\n\r\n"])
def test_no_words_no_note(cast: Cast, coming: Session, noted: SessionNote, words: str) -> None:
    client_of(cast.sam).post(address(coming), {"words": words})
    assert not SessionNote.objects.exists()


def test_it_can_be_written_long_after_the_session(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now - timedelta(days=90), state=SessionState.OVER)
    Attendance.objects.create(
        session=session, membership=cast.seat("sam"), first_seen_at=session.starts_at, attended=True
    )
    client_of(cast.sam).post(address(session), {"words": WORDS})
    assert WORDS in client_of(cast.sam).get("/sessions/").content.decode()


def test_it_stays_mine_after_leaving(cast: Cast, noted: SessionNote, now: datetime) -> None:
    Session.objects.update(state=SessionState.OVER)
    Attendance.objects.create(session=noted.session, membership=cast.seat("sam"), first_seen_at=now, attended=True)
    membership.leave(membership=cast.seat("sam"), now=now)
    assert WORDS in client_of(cast.sam).get("/sessions/").content.decode()
    assert client_of(cast.sam).post(address(noted.session), {"words": ""}).status_code == 404


def test_two_thousand_characters_fit_however_lines_end(cast: Cast, coming: Session) -> None:
    lines = "a\r\n" * 1_000
    assert client_of(cast.sam).post(address(coming), {"words": lines}).status_code == 302
    assert SessionNote.objects.get().words == ("a\n" * 1_000).strip()


@pytest.mark.parametrize("words", ["x" * 2_001, "a\0b"])
def test_words_that_cannot_be_kept_get_a_sentence_and_stay(cast: Cast, coming: Session, words: str) -> None:
    answer = client_of(cast.sam).post(address(coming), {"words": words})
    assert answer.status_code == 422
    assert answer.context["form"]["words"].value() == words
    assert not SessionNote.objects.exists()


def test_a_note_that_cannot_be_opened_is_a_sentence_and_never_an_error(
    cast: Cast, coming: Session, noted: SessionNote
) -> None:
    client = client_of(cast.sam)
    with override_settings(SEALED_KEYS=OTHER_KEYS), capture_logs() as lines:
        for page in (f"/sessions/{coming.pk}/", "/sessions/", address(coming)):
            answer = client.get(page)
            assert answer.status_code == 200
            assert "cannot be opened right now" in answer.content.decode()
    assert {line["note"] for line in lines if line["event"] == "schedule.note_is_shut"} == {str(noted.pk)}
    assert WORDS in client.get(address(coming)).content.decode()


def test_it_is_not_written_over_and_what_was_typed_is_not_lost(cast: Cast, coming: Session, noted: SessionNote) -> None:
    before = stored()
    with override_settings(SEALED_KEYS=OTHER_KEYS):
        answer = client_of(cast.sam).post(address(coming), {"words": "New words."})
    assert answer.status_code == 422
    assert "New words." in answer.content.decode()
    assert stored() == before


def test_it_can_be_let_go_unopened(cast: Cast, coming: Session, noted: SessionNote) -> None:
    with override_settings(SEALED_KEYS=OTHER_KEYS):
        client_of(cast.sam).post(address(coming), {"words": ""})
    assert not SessionNote.objects.exists()


def test_a_colleagues_note_of_the_same_session_is_another(cast: Cast, coming: Session, noted: SessionNote) -> None:
    assert note_of(coming, cast.seat("noor")).words == ""
    client_of(cast.noor).post(address(coming), {"words": "Hers."})
    assert note_of(coming, cast.seat("sam")).words == WORDS


def test_the_page_asks_few_questions(
    cast: Cast, coming: Session, noted: SessionNote, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.sam)
    client.get(address(coming))
    with django_assert_max_num_queries(6):
        client.get(address(coming))
