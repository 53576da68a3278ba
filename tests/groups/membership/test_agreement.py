"""A group agrees by version: what was said yes to stays readable, and a change is asked anew, by the server."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership import actions
from groups.membership.models import Agreement, Membership, SupportGroup
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, meeting

WORDS = "We listen.\nWhat is said here stays here, within its limits."


def publish(cast: Cast, *, now: datetime, words: str = WORDS) -> Agreement:
    return actions.publish_agreement(group=cast.group, brief="We listen.", words=words, by=cast.ada, now=now)


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/agreement/"


def seat(cast: Cast, name: str) -> Membership:
    return Membership.objects.select_related("group").get(pk=cast.seat(name).pk)


@pytest.fixture
def first(cast: Cast, now: datetime) -> Agreement:
    return publish(cast, now=now - timedelta(days=30))


def test_each_change_is_a_new_version_and_the_old_ones_stay(cast: Cast, first: Agreement, now: datetime) -> None:
    second = publish(cast, words="We listen, and we take turns.", now=now)
    assert (first.version, second.version) == (1, 2)
    assert SupportGroup.objects.get(pk=cast.group.pk).agreement_version == 2
    assert list(Agreement.objects.order_by("version").values_list("words", flat=True)) == [WORDS, second.words]


def test_the_same_words_are_no_new_version(cast: Cast, first: Agreement, now: datetime) -> None:
    assert publish(cast, now=now).pk == first.pk
    assert Agreement.objects.count() == 1


def test_publishing_leaves_a_line_with_the_version_before_and_after_and_no_words(
    cast: Cast, first: Agreement, now: datetime
) -> None:
    publish(cast, words="Other words.", now=now)
    lines = AuditLine.objects.order_by("pk")
    assert [(line.act, line.actor, line.changes) for line in lines] == [
        ("agreement.published", cast.ada.pk, {"agreement_version": [0, 1]}),
        ("agreement.published", cast.ada.pk, {"agreement_version": [1, 2]}),
    ]


def test_a_version_is_one_text(cast: Cast, first: Agreement, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(group=cast.group, version=1, brief="", words="Other.", made_at=now)


def test_saying_yes_is_one_tap_and_is_kept_with_its_time(cast: Cast, first: Agreement) -> None:
    answer = client_of(cast.sam).post(address(cast), {"version": 1})
    assert answer.url == f"/groups/{cast.group.pk}/"
    assert (seat(cast, "sam").agreed_version, seat(cast, "sam").agreed_at is not None) == (1, True)
    assert seat(cast, "ana").agreed_version == 0


def test_saying_yes_twice_keeps_the_first_hour(cast: Cast, first: Agreement, now: datetime) -> None:
    for hours in (1, 2):
        actions.agree(membership=cast.seat("sam"), version=1, now=now + timedelta(hours=hours))
    assert seat(cast, "sam").agreed_at == now + timedelta(hours=1)


def test_a_yes_to_words_that_have_changed_since_is_told_and_not_kept(
    cast: Cast, first: Agreement, now: datetime
) -> None:
    publish(cast, words="We also take turns.", now=now)
    answer = client_of(cast.sam).post(address(cast), {"version": 1}, follow=True)
    page = answer.content.decode()
    assert "has changed since you opened this page" in page
    assert "We also take turns." in page
    assert seat(cast, "sam").agreed_version == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_yes_to_nothing_that_was_ever_written_is_none(cast: Cast, first: Agreement, version: str) -> None:
    assert client_of(cast.sam).post(address(cast), {"version": version}).url == address(cast)
    assert client_of(cast.sam).get(address(cast), {"version": version}).status_code == 200
    assert seat(cast, "sam").agreed_version == 0


def test_the_page_says_which_version_it_is_and_both_answers_weigh_the_same(cast: Cast, first: Agreement) -> None:
    page = client_of(cast.sam).get(address(cast)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "This is version 1" in main
    assert "What is said here stays here" in main
    assert main.count('class="button"') == 2
    assert "button--main" not in main
    assert "Not now" in main


def test_who_agreed_to_an_older_version_reads_that_this_is_another(cast: Cast, first: Agreement, now: datetime) -> None:
    actions.agree(membership=cast.seat("sam"), version=1, now=now)
    publish(cast, words="We also take turns.", now=now)
    page = client_of(cast.sam).get(address(cast)).content.decode()
    assert "This is version 2" in page
    assert "You agreed to version 1" in page


def test_an_older_version_can_be_read_and_not_agreed_to(cast: Cast, first: Agreement, now: datetime) -> None:
    publish(cast, words="We also take turns.", now=now)
    page = client_of(cast.sam).get(address(cast), {"version": 1}).content.decode()
    assert "What is said here stays here" in page
    assert "version 2 stands now" in page
    assert "I agree" not in page


def test_facilitators_are_asked_too(cast: Cast, first: Agreement) -> None:
    assert seat(cast, "noor").is_asked_to_agree
    client_of(cast.noor).post(address(cast), {"version": 1})
    assert not seat(cast, "noor").is_asked_to_agree


def test_a_group_without_an_agreement_asks_for_nothing(cast: Cast) -> None:
    assert not seat(cast, "sam").is_asked_to_agree
    assert "no agreement of its own" in client_of(cast.sam).get(address(cast)).content.decode()


def test_it_is_shown_briefly_on_the_page_of_each_session(cast: Cast, first: Agreement, now: datetime) -> None:
    coming = meeting(cast.group, starts_at=now + timedelta(days=2))
    page = client_of(cast.sam).get(f"/sessions/{coming.pk}/").content.decode()
    assert "We listen." in page
    assert address(cast) in page
    assert "stays here, within its limits" not in page


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_the_outsider_reads_none_of_it(cast: Cast, first: Agreement, name: str) -> None:
    absent = "/groups/00000000-0000-4000-8000-000000000000/agreement/"
    client = client_of(getattr(cast, name))
    assert client.get(address(cast)).content == client.get(absent).content
    assert client.post(address(cast), {"version": 1}).status_code == 404


def test_the_page_asks_few_questions(
    cast: Cast, first: Agreement, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        publish(cast, words=f"Words {number}.", now=now)
    client = client_of(cast.sam)
    client.get(address(cast))
    with django_assert_max_num_queries(6):
        client.get(address(cast))
