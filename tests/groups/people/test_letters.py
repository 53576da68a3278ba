"""What a letter says: that there is something to read, and where. Never a name, never a telling word."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from groups.organisation.models import Organisation
from groups.people.actions import send_letters
from groups.people.letters import write_to, write_to_address
from groups.people.models import LETTER_TOPIC, Letter, LetterKind, User
from groups.people.tokens import stop_token, token_for
from tests.cast import Cast
from tests.guards.test_words import NEVER

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
TELLING = re.compile(
    r"support|group|therap|trauma|grief|circle|share|listen|session|facilitat|alone|crisis|help|moderat|member|seat",
    re.IGNORECASE,
)
WISHES = {
    "discreet": {"mail_is_private": True, "plain_mail": False},
    "plain": {"mail_is_private": True, "plain_mail": True},
    "shared": {"mail_is_private": False, "plain_mail": False},
    "shared though plain": {"mail_is_private": False, "plain_mail": True},
}
ABOUT = uuid.UUID(int=7)
PATH = f"/requests/{ABOUT}/"
FOR_PEOPLE = [kind for kind in LetterKind.values if kind != LetterKind.INVITATION]


def letter_to(user: User, *, kind: str = LetterKind.ANSWER, wishes: str = "discreet") -> mail.EmailMultiAlternatives:
    User.objects.filter(pk=user.pk).update(**WISHES[wishes])
    write_to(user=user, kind=LetterKind(kind), about=ABOUT, path=PATH, now=NOON)
    send_letters(now=NOON)
    return mail.outbox[-1]  # type: ignore[return-value]


def invitation(address: str = "new@example.org") -> mail.EmailMultiAlternatives:
    write_to_address(
        address=address,
        kind=LetterKind.INVITATION,
        about=ABOUT,
        path="/invitations/",
        now=NOON,
        expires_at=NOON + timedelta(days=7),
    )
    send_letters(now=NOON)
    return mail.outbox[-1]  # type: ignore[return-value]


def parts(letter: mail.EmailMultiAlternatives) -> tuple[str, str]:
    return str(letter.body), str(letter.alternatives[0].content)


def links(words: str) -> list[str]:
    return sorted(set(re.findall(r"http://localhost(/[^\s\"<]*)", words)))


def stop_of(user: User, kind: str) -> str:
    """Where mail like this is stopped."""
    return f"/mail/stop/{stop_token(user.pk, LETTER_TOPIC[LetterKind(kind)])}/"


def without_links(words: str) -> str:
    return re.sub(r"https?://\S+", "", words)


@pytest.mark.parametrize("wishes", WISHES)
@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_nobody_is_named_and_nothing_is_told(cast: Cast, kind: str, wishes: str) -> None:
    letter = letter_to(cast.sam, kind=kind, wishes=wishes)
    for words in map(without_links, (letter.subject, letter.from_email, *parts(letter))):
        assert not TELLING.search(words), words
        assert not NEVER.search(words.replace("<!DOCTYPE", "")), words
        for name in (cast.group.name, "Sam", "Ana", "Noor"):
            assert name not in words


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_discreet_says_no_more_than_that_there_is_something_to_read(cast: Cast, kind: str) -> None:
    letter = letter_to(cast.sam, kind=kind)
    assert letter.subject == "Evenings: something to read"
    assert letter.body.startswith(f"There is something for you to read at Evenings:\nhttp://localhost{PATH}\n")
    for words in parts(letter):
        assert links(words) == sorted([PATH, stop_of(cast.sam, kind)])
        assert "No need to reply." in words


def test_what_does_not_wait_for_the_morning_says_that_it_is_about_now(cast: Cast) -> None:
    write_to(user=cast.sam, kind=LetterKind.BACKUP, about=ABOUT, path=PATH, now=NOON, is_urgent=True)
    send_letters(now=NOON)
    [letter] = mail.outbox
    assert "now; in some minutes it is over" in str(letter.body)
    assert not TELLING.search(str(letter.body))


def test_plain_says_in_one_sentence_what_there_is(cast: Cast) -> None:
    said = {kind: letter_to(cast.sam, kind=kind, wishes="plain").body.split("\n")[0] for kind in FOR_PEOPLE}
    assert len(set(said.values())) == len(FOR_PEOPLE)
    assert said[LetterKind.ANSWER] == "There is an answer to what you asked for:"
    for kind, letter in zip(FOR_PEOPLE, mail.outbox, strict=True):
        assert links(str(letter.body)) == sorted([PATH, stop_of(cast.sam, kind)])


@pytest.mark.parametrize("wishes", ["shared", "shared though plain"])
@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_a_shared_mailbox_gets_one_line_and_the_front_page(cast: Cast, kind: str, wishes: str) -> None:
    letter = letter_to(cast.sam, kind=kind, wishes=wishes)
    assert letter.subject == "Evenings"
    assert letter.body.strip() == "There is something new at Evenings:\nhttp://localhost/"
    assert links(parts(letter)[1]) == ["/"]


def test_an_invitation_has_its_secret_in_the_link_and_in_no_row(db: None) -> None:
    letter = invitation()
    secret = token_for("invitation", ABOUT)
    for words in parts(letter):
        assert links(words) == [f"/invitations/{secret}/"]
        assert "there is nothing to do" in words
        assert not TELLING.search(without_links(words))
    assert letter.to == ["new@example.org"]
    assert letter.subject == "Evenings: something to read"
    assert secret not in repr(Letter.objects.values().get())


@pytest.mark.parametrize("wishes", WISHES)
def test_both_parts_say_the_same(cast: Cast, wishes: str) -> None:
    text, html = parts(letter_to(cast.sam, wishes=wishes))
    assert re.sub(r"<title>.*?</title>|<[^>]+>", " ", html, flags=re.DOTALL).split() == text.split()


def test_sender_and_subject_are_what_the_organisation_chose(cast: Cast) -> None:
    Organisation.objects.create(neutral_name="Tea & books", mail_from_name="Tuesdays")
    letter = letter_to(cast.sam)
    assert letter.subject == "Tea & books: something to read"
    assert letter.from_email == "Tuesdays <hello@localhost>"
    assert "at Tea & books:" in letter.body
    assert "at Tea &amp; books:" in parts(letter)[1]


def test_a_repetition_can_be_told_from_news(cast: Cast) -> None:
    headers = letter_to(cast.sam).message()
    assert headers["Message-ID"] == f"<{Letter.objects.get().pk}@localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"
