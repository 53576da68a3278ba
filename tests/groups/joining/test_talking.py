"""Talking before a seat is given: who may write, who reads it, who is told, for how long it is kept."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from groups.home.next_thing import Thing
from groups.home.pages import start_page
from groups.joining import actions, policy
from groups.joining.models import FitMessage, JoinRequest, RequestState
from groups.membership.models import Part
from groups.people.models import Letter, LetterKind, LetterState
from tests.cast import Cast, client_of, membership, support_group
from tests.groups.joining.people import ask


@pytest.fixture
def asked(cast: Cast, now: datetime) -> JoinRequest:
    return ask(cast, cast.olu, now=now, name="Wren")


def theirs(asked: JoinRequest) -> str:
    return f"/requests/{asked.pk}/"


def ours(asked: JoinRequest) -> str:
    return f"/requests/{asked.pk}/conversation/"


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_sides_write_and_read_one_conversation(cast: Cast, asked: JoinRequest) -> None:
    assert client_of(cast.noor).post(ours(asked), {"words": "What would help you?"}).status_code == 302
    assert client_of(cast.olu).post(theirs(asked), {"words": "A quiet hour."}).status_code == 302
    for page in (read(client_of(cast.olu), theirs(asked)), read(client_of(cast.idris), ours(asked))):
        assert page.index("What would help you?") < page.index("A quiet hour.")
        assert "Noor" in page
        assert "kept for 30 days" in page


def test_whoever_asks_writes_under_the_name_of_this_group(cast: Cast, asked: JoinRequest) -> None:
    client_of(cast.olu).post(theirs(asked), {"words": "Hello."})
    page = read(client_of(cast.noor), ours(asked))
    assert "Wren" in page
    assert "Olu" not in page
    assert "olu@" not in page


def test_nobody_else_reads_it(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    elsewhere = support_group(now=now, name="Elsewhere")
    membership(elsewhere, cast.max, now=now, role=Part.FACILITATOR)
    for other in (cast.sam, cast.max, cast.ada):
        for address in (theirs(asked), ours(asked)):
            assert client_of(other).get(address).status_code == 404
            assert client_of(other).post(address, {"words": "Hello."}).status_code == 404
    assert client_of(cast.olu).get(ours(asked)).status_code == 404
    assert client_of(cast.noor).get(theirs(asked)).status_code == 404
    assert not FitMessage.objects.exists()


def test_a_facilitator_who_left_reads_it_no_longer(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.write(asked=asked, by=cast.seat("idris"), words="Welcome here.", now=now)
    cast.group.memberships.filter(pk=cast.seat("idris").pk).update(state="left", ended_at=now)
    assert client_of(cast.idris).get(ours(asked)).status_code == 404
    assert "Idris" in read(client_of(cast.olu), theirs(asked))


def test_the_words_are_sealed_where_they_are_kept(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.write(asked=asked, by=None, words="A quiet hour.", now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM groups_fitmessage")
        assert "quiet" not in cursor.fetchone()[0]
    assert FitMessage.objects.get().words == "A quiet hour."


@pytest.mark.parametrize(
    ("words", "say"),
    [
        ("", "There are no words here yet."),
        ("  \n ", "There are no words here yet."),
        ("x" * 1001, "longer than 1,000 characters"),
        ("a\0b", "a character that cannot be kept"),
    ],
    ids=["empty", "blank", "long", "nul"],
)
def test_words_that_cannot_be_kept_come_back_with_a_sentence(
    cast: Cast, asked: JoinRequest, words: str, say: str
) -> None:
    for client, address in ((client_of(cast.olu), theirs(asked)), (client_of(cast.noor), ours(asked))):
        answer = client.post(address, {"words": words})
        assert answer.status_code == 422
        assert say in answer.content.decode()
        assert words.strip().replace("\0", "") in answer.content.decode().replace("\0", "")
    assert not FitMessage.objects.exists()


def test_half_of_a_character_is_refused_with_a_sentence() -> None:
    from groups.joining.forms import WordsForm

    assert "half of a character" in str(WordsForm({"words": "a\ud800"}).errors)


def test_line_ends_count_once(cast: Cast, asked: JoinRequest) -> None:
    assert client_of(cast.olu).post(theirs(asked), {"words": "a\r\n" * 500}).status_code == 302
    assert client_of(cast.olu).post(theirs(asked), {"words": "\r\n".join("ab" * 250)}).status_code == 302
    assert "\r" not in FitMessage.objects.latest("at").words


@pytest.mark.parametrize("answer", [RequestState.SEATED, RequestState.DECLINED, RequestState.WITHDRAWN])
def test_it_ends_with_the_answer_and_stays_readable(
    cast: Cast, asked: JoinRequest, now: datetime, answer: RequestState
) -> None:
    actions.write(asked=asked, by=None, words="A quiet hour.", now=now)
    JoinRequest.objects.update(state=answer)
    refused = client_of(cast.olu).post(theirs(asked), {"words": "One thing more."})
    assert refused.status_code == 422
    assert "One thing more." in refused.content.decode()
    page = read(client_of(cast.olu), theirs(asked))
    assert "A quiet hour." in page
    assert "<textarea" not in page
    with pytest.raises(policy.CannotWrite):
        actions.write(asked=asked, by=cast.seat("noor"), words="Late.", now=now)


def test_it_goes_on_while_somebody_is_in_line(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.wait(asked=asked, by=cast.seat("noor"), now=now)
    assert client_of(cast.olu).post(theirs(asked), {"words": "Thank you."}).status_code == 302


def letters(kind: LetterKind = LetterKind.FIT) -> dict[str, str]:
    return dict(Letter.objects.filter(kind=kind).values_list("user__email", "path"))


def test_the_other_side_is_told_that_something_is_there(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.write(asked=asked, by=None, words="Hello.", now=now)
    assert letters() == {"noor@example.org": ours(asked), "idris@example.org": ours(asked)}
    Letter.objects.all().delete()
    actions.write(asked=asked, by=cast.seat("noor"), words="Hello.", now=now)
    assert letters() == {"olu@example.org": theirs(asked)}


def test_words_in_a_row_are_one_letter_until_it_is_sent(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    for n in range(3):
        actions.write(asked=asked, by=cast.seat("noor"), words=f"Hello {n}.", now=now)
    assert Letter.objects.count() == 1
    Letter.objects.update(state=LetterState.SENT, sent_at=now)
    actions.write(asked=asked, by=cast.seat("noor"), words="One thing more.", now=now + timedelta(hours=2))
    assert Letter.objects.filter(state=LetterState.PENDING).count() == 1


def test_a_second_tap_writes_nothing_twice(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    noor, idris = cast.seat("noor"), cast.seat("idris")
    for second, by in enumerate((None, None, noor, noor, idris, None)):
        actions.write(asked=asked, by=by, words="Yes.", now=now + timedelta(seconds=second))
    assert FitMessage.objects.count() == 4
    actions.write(asked=asked, by=None, words="Yes.", now=now + timedelta(minutes=2))
    assert FitMessage.objects.count() == 5


@pytest.mark.parametrize("by_asker", [True, False])
def test_twenty_words_an_hour_are_enough_and_the_next_is_kept_on_the_page(
    cast: Cast, asked: JoinRequest, now: datetime, by_asker: bool
) -> None:
    by = None if by_asker else cast.seat("noor")
    for n in range(policy.MOST_WORDS):
        actions.write(asked=asked, by=by, words=f"{n}", now=now)
    client, address = (client_of(cast.olu), theirs(asked)) if by_asker else (client_of(cast.idris), ours(asked))
    answer = client.post(address, {"words": "One thing more."})
    assert answer.status_code == 422
    assert "rest a little" in answer.content.decode()
    assert ">\nOne thing more.</textarea>" in answer.content.decode()
    # The other side may, and after an hour so may this one.
    actions.write(asked=asked, by=cast.seat("noor") if by_asker else None, words="Hello.", now=now)
    actions.write(asked=asked, by=by, words="Hello.", now=now + policy.AN_HOUR)


def test_whose_turn_it_is_is_told_without_a_number(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    def turns() -> tuple[bool, bool]:
        mine = start_page(cast.olu, now=now).next.thing == Thing.FIT
        return mine, start_page(cast.noor, now=now).next.thing == Thing.REQUESTS

    assert turns() == (False, True)
    actions.write(asked=asked, by=cast.seat("noor"), words="Hello.", now=now)
    assert turns() == (True, False)
    actions.write(asked=asked, by=None, words="Hello.", now=now + timedelta(seconds=1))
    assert turns() == (False, True)
    actions.wait(asked=asked, by=cast.seat("noor"), now=now)
    assert turns() == (False, True)
    actions.write(asked=asked, by=cast.seat("noor"), words="Good.", now=now + timedelta(seconds=2))
    assert turns() == (True, False)
    actions.decline(asked=asked, by=cast.seat("noor"), now=now)
    assert turns() == (False, False)


def test_after_thirty_days_nothing_is_left_of_it(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    early = actions.write(asked=asked, by=None, words="Hello.", now=now)
    late = actions.write(asked=asked, by=None, words="Hello.", now=now + timedelta(days=1))
    actions.purge(now=now + actions.KEPT - timedelta(seconds=1))
    assert {one.pk for one in FitMessage.objects.all()} == {early.pk, late.pk}
    actions.purge(now=now + actions.KEPT)
    assert [one.pk for one in FitMessage.objects.all()] == [late.pk]


@pytest.mark.parametrize("answer", [actions.decline, actions.take_back, actions.seat])
def test_what_came_to_nothing_goes_and_of_a_seat_the_line_goes(cast: Cast, now: datetime, answer: object) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="I like the hour.", now=now)
    answer(asked=asked, now=now, **({} if answer is actions.take_back else {"by": cast.seat("noor")}))
    actions.purge(now=now + actions.KEPT - timedelta(seconds=1))
    assert JoinRequest.objects.get().line == "I like the hour."
    actions.purge(now=now + actions.KEPT)
    assert list(JoinRequest.objects.values_list("state", "line")) == (
        [("seated", "")] if answer is actions.seat else []
    )


def test_who_still_waits_keeps_their_request_however_long(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.wait(asked=asked, by=cast.seat("noor"), now=now)
    other = ask(cast, cast.max, now=now)
    actions.purge(now=now + timedelta(days=400))
    assert set(JoinRequest.objects.values_list("pk", flat=True)) == {asked.pk, other.pk}
