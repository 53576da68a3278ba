"""The pages of a handover: what is typed stays, what is answered tells nothing about addresses."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.facilitation.actions.handovers import accept, finish_due, withdraw
from groups.facilitation.models import Handover, HandoverState
from groups.membership.models import Part, SupportGroup
from groups.people.models import Apart
from tests.cast import Cast, client_of, membership, person, support_group
from tests.groups.facilitation.helpers import asked_by_address, asked_of, words_of


def plan(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/handover/"


def given(now: datetime, **fields: str) -> dict[str, str]:
    day = (now + timedelta(days=3)).date().isoformat()
    return {"who": "colleague", "address": "vera@example.org", "last_day": day, "goodbye": "Be well."} | fields


def elsewhere(cast: Cast, now: datetime) -> None:
    membership(support_group(now=now, name="Elsewhere"), person("vera"), now=now, role=Part.FACILITATOR)


def test_the_answer_is_the_same_whoever_has_the_address(cast: Cast, now: datetime) -> None:
    elsewhere(cast, now)
    answers = set()
    for address in ("vera@example.org", "olu@example.org", "nobody@example.org", "sam@example.org"):
        Handover.objects.all().delete()
        answer = client_of(cast.noor).post(plan(cast), given(now, address=address), follow=True)
        page = " ".join(answer.content.decode().split()).replace(address, "")
        assert "Asked. They find it on their page, and the answer will stand here." in page
        answers.add(page[page.index('<main id="main"') : page.index("/handovers/")])
    assert len(answers) == 1


def test_a_co_facilitator_is_chosen_by_name(cast: Cast, now: datetime) -> None:
    assert "Idris" in words_of(client_of(cast.noor), plan(cast))
    client_of(cast.noor).post(plan(cast), given(now, who=str(cast.seat("idris").pk)))
    made = Handover.objects.get()
    assert (made.coming, made.asked_address, made.goodbye) == (cast.seat("idris"), "", "Be well.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"who": ""}, "Choose who you would like to ask."),
        ({"who": "somebody"}, "Choose somebody from the list."),
        ({"address": ""}, "Write the address that your colleague signs in with."),
        ({"address": "vera"}, "This does not look like a mail address."),
        ({"address": "NOOR@example.org"}, "This is your own address."),
        ({"last_day": ""}, "Choose your last day."),
        ({"last_day": "soon"}, "Choose a day, like 2026-11-24."),
        ({"last_day": "2020-01-01"}, "Choose a day from tomorrow on, within a year."),
        ({"last_day": "9999-12-31"}, "Choose a day from tomorrow on, within a year."),
        ({"goodbye": "x" * 601}, "at most 600"),
        ({"goodbye": "nul \0"}, "cannot be kept"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_does_not_fit_gets_a_sentence_and_nothing_typed_is_lost(
    cast: Cast, now: datetime, fields: dict[str, str], words: str
) -> None:
    answer = client_of(cast.noor).post(plan(cast), given(now, **fields))
    page = answer.content.decode()
    assert (answer.status_code, Handover.objects.count()) == (422, 0)
    assert words in page
    for kept in {"Be well."} - ({"Be well."} if "goodbye" in fields else set()):
        assert kept in page


def test_who_has_asked_sees_what_was_asked_and_may_take_it_back(cast: Cast, now: datetime) -> None:
    made = asked_by_address(cast, "vera@example.org", now=now)
    client = client_of(cast.noor)
    page = words_of(client, plan(cast))
    assert "vera@example.org is asked to go on" in page
    assert "If nobody has answered by then, nothing changes" in page
    assert client.post(f"/handovers/{made.pk}/withdrawal/").status_code == 302
    assert "Who goes on?" in words_of(client, plan(cast))


def test_who_takes_back_too_late_is_told(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    withdraw(handover=made, by=cast.seat("noor"), now=now)
    answer = client_of(cast.noor).post(f"/handovers/{made.pk}/withdrawal/", follow=True)
    assert "This was taken back." in answer.content.decode()


def test_the_one_who_is_asked_reads_what_it_means_and_says_yes_under_a_name(cast: Cast, now: datetime) -> None:
    elsewhere(cast, now)
    made = asked_by_address(cast, "vera@example.org", now=now, goodbye="Be well.")
    vera = client_of(cast.group.memberships.model.objects.get(name="Vera").user)
    page = words_of(vera, f"/handovers/{made.pk}/")
    for words in ("Noor facilitates Tuesday circle", "Be well.", "<dd>2</dd>", "<dd>Idris</dd>", "your limit is three"):
        assert words in page
    for name in ("Sam", "Ana"):
        assert name not in page
    wrong = vera.post(f"/handovers/{made.pk}/acceptance/", {"name": "Sam"})
    assert wrong.status_code == 422
    assert 'value="Sam"' in wrong.content.decode()
    right = vera.post(f"/handovers/{made.pk}/acceptance/", {"name": "Wren"})
    assert (right.status_code, right["Location"]) == (302, f"/groups/{cast.group.pk}/roster/")
    assert vera.get(right["Location"]).status_code == 200
    assert "Wren goes on" in words_of(client_of(cast.noor), plan(cast))


def test_a_co_facilitator_is_asked_for_no_name(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    assert "Your name in this group" not in words_of(client_of(cast.idris), f"/handovers/{made.pk}/")
    client_of(cast.idris).post(f"/handovers/{made.pk}/acceptance/")
    assert Handover.objects.get().state == HandoverState.ACCEPTED


def test_not_now_needs_no_reason_and_is_read_kindly(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    answer = client_of(cast.idris).post(f"/handovers/{made.pk}/refusal/", follow=True)
    assert "That is fine." in answer.content.decode()
    page = words_of(client_of(cast.noor), plan(cast))
    assert "The answer to what you asked was: not now. That says nothing about you" in page
    assert client_of(cast.idris).get(f"/handovers/{made.pk}/").status_code == 404


def test_where_it_cannot_be_arranged_there_is_no_button_and_no_reason(cast: Cast, now: datetime) -> None:
    elsewhere(cast, now)
    vera = cast.group.memberships.model.objects.get(name="Vera").user
    made = asked_by_address(cast, vera.email, now=now)
    Apart.objects.create(owner=cast.sam, other=vera, made_at=now)
    page = words_of(client_of(vera), f"/handovers/{made.pk}/")
    assert "This cannot be arranged here." in page
    assert "acceptance" not in page
    answer = client_of(vera).post(f"/handovers/{made.pk}/acceptance/", {"name": "Wren"}, follow=True)
    assert "This cannot be arranged here." in answer.content.decode()
    assert client_of(vera).post(f"/handovers/{made.pk}/refusal/").status_code == 302


@pytest.mark.parametrize("name", ["noor", "sam", "olu", "max", "ada"])
def test_nobody_answers_what_somebody_else_is_asked(cast: Cast, now: datetime, name: str) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    client = client_of(getattr(cast, name))
    for way in ("", "acceptance/", "refusal/"):
        ask = client.post if way else client.get
        assert ask(f"/handovers/{made.pk}/{way}").status_code == 404
    if name != "noor":
        assert client.post(f"/handovers/{made.pk}/withdrawal/").status_code == 404
    assert Handover.objects.get().state == HandoverState.PROPOSED


def goodbye(handover: Handover, **context: object) -> str:
    found = Handover.objects.with_people().get(pk=handover.pk)
    return " ".join(
        render_to_string("facilitation/_goodbye.html", {"handover": found, "in_group": False, **context}).split()
    )


def test_the_group_reads_who_goes_who_goes_on_when_and_what_stays(cast: Cast) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(time_zone="America/New_York")
    then = datetime(2026, 11, 20, 23, tzinfo=cast.noor.date_joined.tzinfo)
    made = asked_of(cast, "idris", by="noor", now=then, days=4, goodbye="Be well.")
    accept(handover=made, user=cast.idris, name="", now=then)
    words = goodbye(made)
    assert "Noor hands over to Idris" in words
    assert "The last day of Noor is Tuesday 24 November 2026 (America/New York)" in words
    assert "Be well." in words
    assert f"/groups/{cast.group.pk}/" in words
    assert f"/groups/{cast.group.pk}/" not in goodbye(made, in_group=True)
    finish_due(now=then + timedelta(days=9))
    assert "Idris goes on" in goodbye(made)


def test_the_group_reads_that_somebody_stays(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now, goodbye="Be well.")
    accept(handover=made, user=cast.idris, name="", now=now)
    withdraw(handover=made, by=cast.seat("noor"), now=now)
    assert "Noor stays" in goodbye(made)
    assert "Be well." not in goodbye(made)


@pytest.mark.slow  # several people read several pages
def test_a_planned_goodbye_stands_where_the_letters_lead_for_the_people_of_the_group_alone(
    cast: Cast, now: datetime
) -> None:
    made = asked_of(cast, "idris", by="noor", now=now, goodbye="Be well.")
    pages = (f"/groups/{cast.group.pk}/", "/")
    assert all("Be well." not in words_of(client_of(cast.sam), page) for page in pages)
    accept(handover=made, user=cast.idris, name="", now=now)
    assert all("Be well." in words_of(client_of(cast.sam), page) for page in pages)
    for user in (None, cast.olu, cast.max):
        assert all("hands over" not in words_of(client_of(user), page) for page in pages)


@pytest.mark.parametrize("page", ["plan", "asked"])
def test_the_pages_ask_few_questions(
    cast: Cast, now: datetime, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    client = client_of(cast.noor if page == "plan" else cast.idris)
    with django_assert_max_num_queries(10):
        client.get(plan(cast) if page == "plan" else f"/handovers/{made.pk}/")
