"""Every kind of mail, as it arrives at a real mail server: what it carries, what it does not, and what a list shows."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, NamedTuple

import pytest
from django.core.mail import EmailMultiAlternatives

from groups.changes.models import Change, What
from groups.membership.models import Membership
from groups.people import letters as people_letters
from groups.people import mail
from groups.people.models import LETTER_TOPIC, Letter, LetterKind, User
from groups.people.tokens import EVERYTHING, stop_token
from groups.people.wishes import Channel, Topic
from groups.reminders import letters, notices
from groups.reminders.digests import words as digest
from groups.reminders.mail import Words
from groups.reminders.models import TOPIC, Digest, Notice, Reminder, ReminderKind
from groups.reminders.words import Now, telling
from groups.schedule.facts import facts_of
from groups.schedule.models import Session
from tests.cast import Cast
from tests.faults.post import Sink
from tests.groups.reminders.test_news import CHANGES
from tests.guards import preview
from tests.guards.test_words import NEVER

WISHES = {
    "discreet": {"mail_is_private": True, "plain_mail": False},
    "plain": {"mail_is_private": True, "plain_mail": True},
    "shared": {"mail_is_private": False, "plain_mail": False},
    "shared though plain": {"mail_is_private": False, "plain_mail": True},
}
KIND = re.compile(r"Circle: people take turns to share\.")
pytestmark = pytest.mark.slow  # a real server, in a thread


class Written(NamedTuple):
    """A mail of one kind, its deterministic name, and what its way out stops; None: to an address alone."""

    what: str
    mail: EmailMultiAlternatives
    name: str
    topic: str | None


class Keeping(Sink):
    """Keeps what it takes, to the byte."""

    def __init__(self) -> None:
        super().__init__(seconds=0)
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.kept.append(envelope.content)
        return "250 OK"


def every_kind(cast: Cast, coming: Session, now: datetime) -> Iterator[Written]:
    """All that is ever mailed to Sam beside what is about his account, and an invitation."""
    yield from _reminders(cast, coming, now)
    yield from _news(cast, coming, now)
    yield from _letters(cast, now)
    yield from _days(cast, coming, now)


def _row(cast: Cast, coming: Session, kind: str, now: datetime) -> Reminder:
    given = {"session": coming, "session_version": coming.version, "due_at": now, "channel": Channel.MAIL}
    return Reminder(membership=_seat(cast), kind=kind, **given)


def _seat(cast: Cast) -> Membership:
    """As the database has it by now, with its person."""
    return Membership.objects.select_related("user").get(pk=cast.seat("sam").pk)


def _reminders(cast: Cast, coming: Session, now: datetime) -> Iterator[Written]:
    for kind in ReminderKind:
        row = _row(cast, coming, kind, now)
        yield Written(kind, Words.current().message(row), f"{row.pk}.{coming.version}", TOPIC[kind])


def _letter(cast: Cast, coming: Session, name: str, now: datetime) -> notices.Letter:
    what, before, after, fields = CHANGES[name]
    about = {"session": coming.pk} if after.get("minutes") else {}
    given = {"first_at": coming.starts_at, "helps_until": coming.starts_at, "made_at": now} | about | fields
    change = Change(group=cast.group, what=what, before=before, after=after, **given)
    row = Notice(membership=_seat(cast), change=change, channel=Channel.MAIL, due_at=now)
    told = telling([change], Now(what != What.CALLED_OFF, facts_of(coming)) if about else None)
    return notices.Letter(row, row, [], told, coming if about else None)


def _news(cast: Cast, coming: Session, now: datetime) -> Iterator[Written]:
    for name in CHANGES:
        one = _letter(cast, coming, name, now)
        written = letters.Words.current({}).message(one.row, one.telling, one.session)
        yield Written(name, written, str(one.row.pk), Topic.NEWS)


def _letters(cast: Cast, now: datetime) -> Iterator[Written]:
    for kind in LetterKind:
        alone = kind == LetterKind.INVITATION
        to: dict[str, Any] = {"address": "sam@example.org"} if alone else {"user": User.objects.get(pk=cast.sam.pk)}
        for is_urgent in (False, True):
            row = Letter(kind=kind, about=uuid.uuid4(), path="/somewhere/", is_urgent=is_urgent, **to)
            written = people_letters.message(row, mail.Sender.current())
            yield Written(kind, written, str(row.pk), None if alone else LETTER_TOPIC[kind])


def _days(cast: Cast, coming: Session, now: datetime) -> Iterator[Written]:
    row = Digest(user=User.objects.get(pk=cast.sam.pk), day=now.date(), due_at=now)
    rows = [_row(cast, coming, kind, now) for kind in ReminderKind]
    parcel = digest.Parcel(row, rows, [_letter(cast, coming, name, now) for name in CHANGES])
    yield Written("digest", digest.Words.current({}).message(parcel), f"digest.{row.pk}", EVERYTHING)


@pytest.fixture(params=WISHES)
def arrived(
    request: pytest.FixtureRequest, cast: Cast, coming: Session, now: datetime, settings: Any
) -> list[tuple[Written, EmailMessage]]:
    User.objects.update(**WISHES[request.param])
    written = list(every_kind(cast, coming, now))
    with Keeping() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        with mail.connection() as kept:
            for one in written:
                mail.send(kept, one.mail)
    assert max(len(line) for content in server.kept for line in content.splitlines()) <= 998  # RFC 5322 § 2.1.1
    return list(zip(written, (message_from_bytes(it, policy=policy.default) for it in server.kept), strict=True))


def parts(letter: EmailMessage) -> tuple[str, str]:
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_each_says_how_it_is_stopped_that_it_is_automatic_and_which_it_is(
    arrived: list[tuple[Written, EmailMessage]], cast: Cast
) -> None:
    for written, letter in arrived:
        assert letter["Message-ID"] == f"<{written.name}@localhost>", written.what
        assert letter["Auto-Submitted"] == "auto-generated"
        if written.topic is None:
            assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == (None, None)
            continue
        way_out = f"http://localhost/mail/stop/{stop_token(cast.sam.pk, written.topic)}/"
        assert letter["List-Unsubscribe"].strip() == f"<{way_out}>", written.what
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "_" * 44 not in letter.as_string()


def test_nothing_is_fetched_and_nothing_is_counted(arrived: list[tuple[Written, EmailMessage]]) -> None:
    for written, letter in arrived:
        assert [part.get_content_type() for part in letter.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        text, html = parts(letter)
        assert not re.search(r"<(img|link|style|script|iframe|object|svg)\b|\bsrc=|\bstyle=|url\(", html), written.what
        for link in re.findall(r"https?://[^\s\"<]+", text + html):
            assert re.fullmatch(r"http://localhost/[\w/-]*", link), link


def test_what_a_list_of_mails_shows_tells_nothing(arrived: list[tuple[Written, EmailMessage]], cast: Cast) -> None:
    for written, letter in arrived:
        text, html = parts(letter)
        for seen in (str(letter["Subject"]), str(letter["From"]), preview.of_text(text), preview.of_html(html)):
            # Who wishes plain mail reads of what kind it is, and nothing else.
            assert preview.telling(KIND.sub("", seen)) == [], (written.what, seen)
            assert not NEVER.search(seen)
            for name in (cast.group.name, "Sam", "Ana", "Noor", "Idris"):
                assert name not in seen.replace("sam@example.org", "")


def test_in_a_shared_mailbox_all_mails_are_the_same_line(
    arrived: list[tuple[Written, EmailMessage]], request: pytest.FixtureRequest
) -> None:
    to_sam = [(str(letter["Subject"]), *parts(letter)) for written, letter in arrived if written.topic is not None]
    if "shared" not in request.node.callspec.id:
        assert len(set(to_sam)) > len(CHANGES)
        return
    [(subject, text, html)] = set(to_sam)
    assert (subject, text.strip()) == (
        "Evenings",
        "There is something new at Evenings:\r\nhttp://localhost/".replace("\r", ""),
    )
    assert set(re.findall(r"http://localhost(/[^\s\"<]*)", html)) == {"/"}
