"""A mail that may be read over a shoulder: when, where to act, where to stop; nobody's name, nothing telling."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groups.organisation.models import Organisation
from groups.people.models import User
from groups.people.tokens import stop_token
from groups.people.wishes import Topic
from groups.reminders.actions import plan, send_due
from groups.reminders.models import Reminder
from groups.schedule.links import answer_token
from groups.schedule.models import Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import call_off, move

TELLING = re.compile(
    r"support|group|therap|trauma|grief|circle|share|listen|session|facilitat|alone|crisis|help|(?<!<)!|missed",
    re.IGNORECASE,
)


LINKS = re.compile(r"http://localhost(/[^\s\"<]*)")


def without_addresses(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)


def letter_to(name: str) -> mail.EmailMultiAlternatives:
    [found] = [letter for letter in mail.outbox if letter.to == [f"{name}@example.org"]]
    return found


def parts(letter: mail.EmailMultiAlternatives) -> tuple[str, str]:
    return letter.body, letter.alternatives[0].content


@pytest.fixture(params=["before", "cancelled", "moved"])
def kind(request: pytest.FixtureRequest, coming: Session, cast: Cast, now: datetime) -> str:
    """Each kind of mail, sent to everybody who gets it."""
    User.objects.filter(email="ana@example.org").update(mail_is_private=False)
    noon = now + timedelta(hours=1)
    if request.param == "before":
        plan(now=now)
        noon = coming.starts_at - timedelta(days=3)
    elif request.param == "cancelled":
        call_off(session=coming, by=cast.seat("noor"), now=noon)
    else:
        move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=1), now=noon)
    send_due(now=noon)
    return request.param


@pytest.mark.parametrize("name", ["sam", "ana", "idris"])
def test_nobody_is_named_and_nothing_is_told(kind: str, cast: Cast, name: str) -> None:
    letter = letter_to(name)
    for words in map(without_addresses, (letter.subject, letter.from_email, *parts(letter))):
        assert cast.group.name not in words
        assert not TELLING.search(words), words
        for other in ("Sam", "Ana", "Noor", "Idris"):
            assert other not in words


def test_it_says_when_on_the_readers_own_clock_with_the_zone(kind: str, coming: Session) -> None:
    day = "13 May 2026" if kind == "moved" else "12 May 2026"
    for words in parts(letter_to("sam")):
        assert day in words
        assert "19:00" in words
        assert "Europe/London" in words
        assert "No need to reply." in words


def own_link(cast: Cast, name: str, session: Session) -> str:
    return reverse("schedule:by_mail", args=[answer_token(cast.seat(name).pk, session.pk)])


def test_it_leads_to_one_page_to_act_and_one_to_stop(kind: str, coming: Session, cast: Cast) -> None:
    act = own_link(cast, "sam", coming) if kind == "before" else f"/sessions/{coming.pk}/"
    for words in parts(letter_to("sam")):
        topic = Topic.FIRST if kind == "before" else Topic.NEWS
        assert list(dict.fromkeys(LINKS.findall(words))) == [act, f"/mail/stop/{stop_token(cast.sam.pk, topic)}/"]


def test_the_link_of_each_mail_answers_for_its_own_reader(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    for name in ("sam", "ana"):
        for words in parts(letter_to(name)):
            assert LINKS.findall(words)[0] == own_link(cast, name, coming)


def test_who_facilitates_answers_signed_in(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    for words in parts(letter_to("noor")):
        assert LINKS.findall(words)[0] == f"/sessions/{coming.pk}/"


def test_both_parts_say_the_same(kind: str) -> None:
    text, html = parts(letter_to("sam"))
    plain = re.sub(r"<title>.*?</title>|<[^>]+>", " ", html, flags=re.DOTALL)
    said = lambda words: re.findall(r"\w+", without_addresses(words))  # noqa: E731 - used twice, here
    assert said(plain) == said(text)


def test_who_shares_a_mailbox_gets_one_line_and_the_front_page(kind: str) -> None:
    letter = letter_to("ana")
    assert letter.subject == "Evenings"
    text, html = parts(letter)
    assert text.strip() == "There is something new at Evenings:\nhttp://localhost/"
    assert set(LINKS.findall(html)) == {"/"}
    assert not re.search(r"\d", re.sub(r"<meta[^>]*>", "", html))


def test_subject_and_sender_are_what_the_organisation_chose(coming: Session, cast: Cast, now: datetime) -> None:
    Organisation.objects.create(neutral_name="Tea & books", mail_from_name="Tuesdays")
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    letter = letter_to("sam")
    assert letter.subject == "Tea & books: Tuesday 12 May, 19:00"
    assert letter.from_email.startswith("Tuesdays <")
    assert letter.body.startswith("Tea & books is on")


def test_a_repetition_can_be_told_from_news(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    row = Reminder.objects.get(membership=cast.seat("sam"), channel="mail", kind="three_days")
    headers = letter_to("sam").message()
    assert headers["Message-ID"] == f"<{row.pk}.1@localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("start", "wanted"), [("2026-03-31T18:00", "from 19:00 to 20:00"), ("2026-10-27T19:00", "from 19:00 to 20:00")]
)
def test_on_both_sides_of_a_change_of_the_clocks_the_hour_is_right(cast: Cast, start: str, wanted: str) -> None:
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    session = meeting(cast.group, starts_at=datetime.fromisoformat(start).replace(tzinfo=UTC))
    plan(now=session.starts_at - timedelta(days=6))
    for days in (3, 1):
        mail.outbox.clear()
        send_due(now=session.starts_at - timedelta(days=days))
        send_due(now=session.starts_at - timedelta(days=days) + timedelta(hours=1))
        assert wanted in letter_to("sam").body
