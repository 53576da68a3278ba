"""Somebody asks for a seat: which name, which words, who reads it, who learns the answer."""

from datetime import datetime

import pytest

from groups.joining import actions, policy
from groups.joining.models import JoinRequest, RequestState
from groups.membership.actions import leave
from groups.people.models import Letter, LetterState, User
from tests.cast import Cast, client_of, membership, person, support_group


def asked(cast: Cast, *, now: datetime, user: User | None = None, name: str = "Wren", line: str = "") -> JoinRequest:
    return actions.ask(group=cast.group, user=user or cast.olu, name=name, line=line, now=now)


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/requests/"


def test_asking_leads_to_a_page_that_its_author_alone_can_read(cast: Cast) -> None:
    answer = client_of(cast.olu).post(address(cast), {"name": "Wren", "line": "I like the hour."})
    assert answer.status_code == 302
    assert "I like the hour." in client_of(cast.olu).get(answer["Location"]).content.decode()
    for other in (cast.sam, cast.noor, cast.max, cast.ada):
        assert client_of(other).get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\u200b", "…", "olu", "OLU", "olu@example.org", "Sam", "sam", "Ｓａｍ", "S am", "Noor", "x" * 41],
    ids=repr,
)
def test_a_name_that_is_nobody_s_or_somebody_s_is_asked_for_again(cast: Cast, name: str) -> None:
    answer = client_of(cast.olu).post(address(cast), {"name": name, "line": "My words stay."})
    assert (answer.status_code, JoinRequest.objects.count()) == (422, 0)
    assert "My words stay." in answer.content.decode()


def test_the_name_is_tidied_and_the_line_may_be_empty(cast: Cast) -> None:
    client_of(cast.olu).post(address(cast), {"name": "  Wren \u200b of  the\u00a0Hill "})
    assert JoinRequest.objects.values_list("name", "line").get() == ("Wren of the Hill", "")


def test_two_who_wait_cannot_have_one_name(cast: Cast, now: datetime) -> None:
    asked(cast, now=now)
    with pytest.raises(actions.NameIsTaken):
        asked(cast, now=now, user=cast.max, name="WREN")


def test_the_name_of_somebody_who_left_is_free_again(cast: Cast, now: datetime) -> None:
    leave(membership=cast.seat("ana"), now=now)
    assert asked(cast, now=now, name="Ana").state == RequestState.OPEN


def test_asking_twice_leads_to_the_one_request(cast: Cast, now: datetime) -> None:
    first = asked(cast, now=now)
    for answer in (client_of(cast.olu).get(address(cast)), client_of(cast.olu).post(address(cast), {"name": "Robin"})):
        assert (answer.status_code, answer["Location"]) == (302, f"/requests/{first.pk}/")
    with pytest.raises(policy.CannotAsk):
        asked(cast, now=now, name="Robin")
    assert JoinRequest.objects.get().name == "Wren"


def test_who_has_a_seat_has_nothing_to_ask_for(cast: Cast, now: datetime) -> None:
    assert "already belong" in client_of(cast.sam).post(address(cast), {"name": "Robin"}).content.decode()
    with pytest.raises(policy.CannotAsk):
        asked(cast, now=now, user=cast.sam)


def test_in_a_full_group_one_asks_to_wait_and_is_told_so(cast: Cast, now: datetime) -> None:
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)
    page = client_of(cast.olu).get(address(cast)).content.decode()
    assert "about chairs, not about you" in page
    assert "Ask to wait" in page
    assert "/groups/?language=en&amp;seats=free" in page
    assert client_of(cast.olu).post(address(cast), {"name": "Wren"}).status_code == 302
    assert JoinRequest.objects.get().state == RequestState.OPEN


@pytest.mark.parametrize("unsaid", ["adult_at", "understood_at"])
def test_who_came_without_signing_up_says_first_what_everybody_says(cast: Cast, now: datetime, unsaid: str) -> None:
    setattr(cast.olu, unsaid, None)
    cast.olu.save()
    with pytest.raises(policy.NotReady):
        asked(cast, now=now)
    client = client_of(cast.olu)
    answer = client.post(address(cast), {"name": "Wren"})
    assert (answer.status_code, JoinRequest.objects.count()) == (422, 0)
    assert "What this is not." in answer.content.decode()
    assert client.post(address(cast), {"name": "Wren", "adult": "on", "understood": "on"}).status_code == 302
    cast.olu.refresh_from_db()
    assert cast.olu.adult_at is not None
    assert cast.olu.understood_at is not None


def test_the_name_offered_is_never_part_of_the_mail_address(cast: Cast) -> None:
    assert 'value="Olu"' not in client_of(cast.olu).get(address(cast)).content.decode()
    cast.olu.chosen_name = "Skylark"
    cast.olu.save()
    assert 'value="Skylark"' in client_of(cast.olu).get(address(cast)).content.decode()


def test_a_request_can_be_taken_back_without_a_word_and_made_again(cast: Cast, now: datetime) -> None:
    first = asked(cast, now=now)
    assert client_of(cast.olu).post(f"/requests/{first.pk}/withdrawal/").status_code == 302
    first.refresh_from_db()
    assert (first.state, first.answered_at) == (RequestState.WITHDRAWN, None)
    assert asked(cast, now=now).state == RequestState.OPEN


def test_taking_back_twice_is_taking_back_and_nothing_more_is_sent(cast: Cast, now: datetime) -> None:
    first = asked(cast, now=now)
    actions.write(asked=first, by=cast.seat("noor"), words="What would help you?", now=now)
    for _ in range(2):
        answer = client_of(cast.olu).post(f"/requests/{first.pk}/withdrawal/", follow=True)
        assert "You have taken it back" in answer.content.decode()
        assert "has answered" not in answer.content.decode()
    assert not Letter.objects.filter(user=cast.olu, state=LetterState.PENDING).exists()


def test_nobody_takes_back_what_somebody_else_asked(cast: Cast, now: datetime) -> None:
    first = asked(cast, now=now)
    assert client_of(cast.noor).post(f"/requests/{first.pk}/withdrawal/").status_code == 404
    first.refresh_from_db()
    assert first.state == RequestState.OPEN


def test_a_group_that_is_not_published_cannot_be_asked(cast: Cast, now: datetime) -> None:
    hidden = support_group(now=now, name="Not yet", is_published=False)
    answer = client_of(cast.olu).post(f"/groups/{hidden.pk}/requests/", {"name": "Wren"})
    assert (answer.status_code, JoinRequest.objects.count()) == (404, 0)
