"""Mail that comes back: said to its person, sent no more until they say that it works; nothing else changes."""

from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from groups.membership.models import State
from groups.people import letters, mail, trouble
from groups.people.actions import send_letters
from groups.people.letters import write_to, write_to_address
from groups.people.models import Letter, LetterKind, LetterState, MailTrouble, User
from groups.people.planning import MOST_TRIES
from tests.cast import Cast, client_of
from tests.faults.post import Sink

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
BOUNCED = {"address": "sam@example.org", "trouble": MailTrouble.BOUNCED, "now": NOON}


def write(user: User, number: int = 1) -> Letter:
    about = user.pk.__class__(int=number)
    write_to(user=user, kind=LetterKind.ANSWER, about=about, path="/somewhere/", now=NOON)
    return Letter.objects.get(user=user, about=about)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("code", "words", "for_good"),
    [
        (550, b"no such mailbox", True),
        (550, b"5.1.1 user unknown", True),
        (551, b"5.1.6 moved away", True),
        (553, b"mailbox name not allowed", True),
        (550, b"5.1.10 null MX", True),
        (550, b"5.2.1 mailbox disabled", True),
        (552, b"5.2.2 mailbox full", False),
        (550, b"5.2.2 mailbox full", False),
        (550, b"5.7.1 this message looks like spam", False),
        (550, b"relay not permitted", False),
        (554, b"relay access denied", False),
        (530, b"authentication required", False),
        (450, b"try again", False),
        (451, b"greylisted", False),
        (452, b"4.2.2 mailbox full", False),
    ],
)
def test_only_an_answer_about_the_mailbox_itself_is_for_good(code: int, words: bytes, for_good: bool) -> None:
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise SMTPRecipientsRefused({"sam@example.org": (code, words)})

    server = type("Refusing", (EmailBackend,), {"send_messages": refuse})()
    with pytest.raises(mail.NotTaken) as no:
        mail.send(server, django_mail.EmailMessage(to=["sam@example.org"]))
    assert (no.value.reason, no.value.for_good) == ("refused", for_good)


class Gone(Sink):
    """Knows no Sam, and nobody who is new."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith(("sam@", "new@")):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.mark.slow  # a real server, in a thread
def test_a_mailbox_that_does_not_exist_is_tried_once_and_its_person_is_told(cast: Cast, settings: Any) -> None:
    rows, version = [write(cast.sam), write(cast.ana)], cast.sam.wishes_version
    given = {"about": cast.olu.pk, "path": "/invitations/", "now": NOON, "expires_at": NOON.replace(year=2027)}
    write_to_address(address="new@example.org", kind=LetterKind.INVITATION, **given)
    with Gone(seconds=0) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        send_letters(now=NOON)
        rows.append(write(cast.sam, 2))
        send_letters(now=NOON)
    assert len(server.taken) == 1
    states = [(row.state, row.reason, row.attempts) for row in (Letter.objects.get(pk=row.pk) for row in rows)]
    assert states == [(LetterState.PARKED, "refused", 1), (LetterState.SENT, "", 1), (LetterState.DROPPED, "", 0)]
    assert Letter.objects.get(user=None).state == LetterState.PARKED
    sam = fresh(cast.sam)
    assert (sam.mail_trouble, sam.mail_trouble_at, sam.wishes_version) == (MailTrouble.BOUNCED, NOON, version + 1)
    seat = cast.seat("sam")
    seat.refresh_from_db()
    assert (seat.state, seat.paused_at) == (State.SEATED, None)
    assert fresh(cast.ana).mail_trouble == MailTrouble.NONE


@pytest.mark.parametrize("address", ["sam@example.org", " SAM@Example.org "])
def test_it_is_marked_once(cast: Cast, address: str) -> None:
    assert trouble.mark(**BOUNCED | {"address": address})
    assert not trouble.mark(**BOUNCED | {"trouble": MailTrouble.COMPLAINED})
    assert fresh(cast.sam).mail_trouble == MailTrouble.BOUNCED


def test_an_address_that_is_nobodys_marks_nobody(cast: Cast) -> None:
    assert not trouble.mark(**BOUNCED | {"address": "nobody@example.org"})
    assert not User.objects.exclude(mail_trouble="").exists()


@pytest.mark.parametrize("path", ["/", "/settings/"])
def test_it_is_said_on_their_pages_and_ends_by_a_tap(cast: Cast, path: str) -> None:
    client = client_of(cast.sam)
    assert "Mail does not reach you" not in client.get(path).content.decode()
    trouble.mark(**BOUNCED)
    assert "Mail to your address comes back, so none is sent there." in client.get(path).content.decode()
    words = client.post("/mail/again/", {"next": path}, follow=True).content.decode()
    assert "Mail is sent to you again." in words
    assert "comes back, so none" not in words
    assert fresh(cast.sam).mail_trouble_at is None
    write(cast.sam)
    send_letters(now=NOON)
    assert [letter.to for letter in django_mail.outbox] == [["sam@example.org"]]


def test_who_has_no_trouble_is_told_of_none(cast: Cast) -> None:
    assert "sent to you again" not in client_of(cast.sam).post("/mail/again/", follow=True).content.decode()


def test_mail_that_was_called_unwanted_is_said_in_other_words(cast: Cast) -> None:
    trouble.mark(**BOUNCED | {"trouble": MailTrouble.COMPLAINED})
    assert "marked as unwanted, so none is sent there" in client_of(cast.sam).get("/").content.decode()


def test_another_main_address_is_not_troubled(cast: Cast) -> None:
    trouble.mark(**BOUNCED)
    EmailAddress.objects.create(user=cast.sam, email="sam@new.example.org", verified=True)
    client = client_of(cast.sam)
    client.post("/account/email/", {"email": "sam@new.example.org", "action_primary": ""})
    assert (fresh(cast.sam).email, fresh(cast.sam).mail_trouble) == ("sam@new.example.org", MailTrouble.NONE)


@pytest.mark.parametrize("what", ["words", "address"])
def test_a_row_that_poisons_whoever_writes_it_fails_alone(
    cast: Cast, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, others = write(cast.sam), [write(cast.ana), write(cast.noor)]
    if what == "address":
        User.objects.filter(pk=cast.sam.pk).update(email="sam@exa\nmple.org")
    else:
        message = letters.message

        def poison(letter: Letter, sender: mail.Sender) -> Any:
            return 1 / 0 if letter.pk == row.pk else message(letter, sender)

        monkeypatch.setattr(letters, "message", poison)
    for hour in range(MOST_TRIES):
        send_letters(now=NOON.replace(hour=12 + hour))
    row.refresh_from_db()
    reason = {"words": "ZeroDivisionError", "address": "BadHeaderError"}[what]
    assert (row.state, row.reason, row.attempts) == (LetterState.PARKED, reason, MOST_TRIES)
    assert [Letter.objects.get(pk=other.pk).state for other in others] == [LetterState.SENT] * 2


def test_what_any_row_would_have_met_is_nobodys_try(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = write(cast.sam)

    def away(*args: Any) -> None:
        raise mail.ServerIsAway

    monkeypatch.setattr(mail, "send", away)
    assert send_letters(now=NOON) == 0
    row.refresh_from_db()
    assert row.state == LetterState.PENDING
