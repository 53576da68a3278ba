"""The list of people from whom somebody is kept apart: theirs alone, without reasons, and silent about accounts."""

from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from groups.people import actions
from groups.people.apart import may_not_meet
from groups.people.models import Apart, User
from tests.alike import plain
from tests.cast import Cast, client_of

PAGE = "/settings/apart/"
FORM = {"address": "Sam@Example.org", "label": "S."}


def words_of(user: User) -> str:
    return client_of(user).get(PAGE).content.decode()


def test_an_address_and_a_word_are_enough(cast: Cast) -> None:
    answer = client_of(cast.olu).post(PAGE, FORM)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert may_not_meet(cast.olu, [cast.sam.pk])
    assert "S." in words_of(cast.olu)
    assert "Sam@" not in words_of(cast.olu)


def test_nobody_else_reads_of_it(cast: Cast) -> None:
    before = plain(client_of(cast.sam).get(PAGE))
    client_of(cast.olu).post(PAGE, FORM)
    assert plain(client_of(cast.sam).get(PAGE)) == before
    assert "Nobody." in words_of(cast.sam)


def test_the_word_is_sealed(cast: Cast) -> None:
    client_of(cast.olu).post(PAGE, FORM | {"label": "the one from work"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT label FROM groups_apart")
        assert "work" not in cursor.fetchone()[0]
    assert Apart.objects.get().label == "the one from work"


def test_a_line_goes_in_one_tap_and_without_a_reason(cast: Cast) -> None:
    client_of(cast.olu).post(PAGE, FORM)
    wish = Apart.objects.get()
    assert client_of(cast.sam).post(f"{PAGE}{wish.pk}/end/").status_code == 404
    assert client_of(cast.olu).post(f"{PAGE}{wish.pk}/end/")["Location"] == PAGE
    assert not may_not_meet(cast.olu, [cast.sam.pk])


def test_the_same_address_twice_is_one_line(cast: Cast) -> None:
    for address in ("sam@example.org", " SAM@EXAMPLE.ORG "):
        assert client_of(cast.olu).post(PAGE, FORM | {"address": address}).status_code == 302
    assert Apart.objects.count() == 1


def test_who_is_here_stays_known_when_they_change_their_address(cast: Cast) -> None:
    client_of(cast.olu).post(PAGE, FORM)
    EmailAddress.objects.filter(user=cast.sam).update(email="new@example.net")
    User.objects.filter(pk=cast.sam.pk).update(email="new@example.net")
    assert may_not_meet(cast.olu, [cast.sam.pk])


def test_an_unfinished_sign_up_takes_no_wish_with_it(cast: Cast, now: datetime) -> None:
    begun = User.objects.create_user("wim@example.org", chosen_name="Wim")
    EmailAddress.objects.create(user=begun, email=begun.email, verified=False, primary=True)
    actions.keep_address_apart(owner=cast.olu, address="wim@example.org", label="W.", now=now)
    User.objects.filter(pk=begun.pk).update(date_joined=now - 2 * actions.CODE_LIVES)
    assert actions.forget_unfinished(email="wim@example.org", now=now)
    assert Apart.objects.filter(owner=cast.olu, label__gt="").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": ""}, "Write the mail address"),
        ({"address": "nobody"}, "valid email address"),
        ({"address": "OLU@example.org"}, "your own address"),
        ({"label": ""}, "know this line again"),
        ({"label": "\u200b \u2060"}, "know this line again"),
        ({"label": "x" * 61}, "at most 60"),
        ({"label": "a\0b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(
    cast: Cast, changes: dict[str, str], words: str
) -> None:
    answer = client_of(cast.olu).post(PAGE, FORM | changes)
    page = answer.content.decode()
    assert (answer.status_code, Apart.objects.count()) == (422, 0)
    assert words in page
    assert "address" in changes or 'value="Sam@Example.org"' in page
    assert "label" in changes or 'value="S."' in page


def test_nobody_keeps_themselves_apart_by_another_address_of_theirs(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.olu, email="olu.too@example.net", verified=True)
    answer = client_of(cast.olu).post(PAGE, FORM | {"address": "olu.too@example.net"})
    assert "your own address" in answer.content.decode()
    assert not Apart.objects.exists()


def test_the_list_has_an_end_and_says_so(cast: Cast, now: datetime) -> None:
    Apart.objects.bulk_create(
        Apart(owner=cast.olu, address_hash=f"{n}", made_at=now) for n in range(actions.MOST_APART - 1)
    )
    assert client_of(cast.olu).post(PAGE, FORM).status_code == 302
    full = client_of(cast.olu).post(PAGE, FORM | {"address": "one.more@example.org"})
    assert (full.status_code, Apart.objects.count()) == (422, actions.MOST_APART)
    assert "holds 50 people" in full.content.decode()


def test_the_page_asks_the_database_little(cast: Cast, now: datetime, django_assert_max_num_queries: Any) -> None:
    for n in range(20):
        actions.keep_address_apart(owner=cast.olu, address=f"n{n}@example.org", label=f"N{n}", now=now)
    client = client_of(cast.olu)
    with django_assert_max_num_queries(5):
        client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.post(PAGE, FORM)
