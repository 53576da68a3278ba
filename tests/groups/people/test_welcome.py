"""Somebody new is asked one question a page; each may wait, and all of it goes on where it stopped, on any device."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from groups.people import actions, questions
from groups.people.models import Boundary, User
from tests.cast import Cast, client_of, person

NEW = {
    "email": "river.stone@example.org",
    "chosen_name": "Juniper",
    "time_zone": "Europe/Lisbon",
    "adult": "on",
    "understood": "on",
}


@pytest.fixture
def wren(db: None) -> User:
    """Somebody who has just signed up."""
    return person("wren.b", chosen_name="Wren", next_question=questions.FIRST)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_after_signing_up_somebody_is_led_to_the_first_question(client: Client, db: None) -> None:
    client.post("/account/signup/", NEW)
    [code] = re.findall(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    answer = client.post("/account/confirm-email/", {"code": code}, follow=True)
    assert [where for where, _ in answer.redirect_chain] == ["/welcome/", "/welcome/pronouns/"]
    page = answer.content.decode()
    assert "Question 2 of 8" in page
    assert "(only if you like)" in page


def test_who_was_on_the_way_somewhere_goes_there_first(client: Client, cast: Cast) -> None:
    where = f"/groups/{cast.group.pk}/"
    client.post(f"/account/signup/?next={where}", NEW | {"next": where})
    [code] = re.findall(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert client.post("/account/confirm-email/", {"code": code})["Location"] == where
    assert User.objects.get(email=NEW["email"]).next_question == questions.FIRST


def test_back_from_the_first_shows_the_name_that_was_given(wren: User) -> None:
    client = client_of(wren)
    assert 'href="/welcome/name/"' in client.get("/welcome/pronouns/").content.decode()
    page = client.get("/welcome/name/").content.decode()
    assert "Question 1 of 8" in page
    assert 'value="Wren"' in page


def test_not_now_leads_through_all_of_them_and_keeps_nothing(wren: User) -> None:
    client, seen, where = client_of(wren), [], "/welcome/pronouns/"
    while where != "/":
        seen.append(where.split("/")[2])
        assert client.get(where).status_code == 200
        where = client.post(where, {"not_now": "1", "pronouns": "they", "boundary": "welcome"})["Location"]
    assert seen == list(questions.ORDER[1:])
    user = again(wren)
    assert (user.pronouns, user.boundary, user.next_question) == ("", Boundary.NONE, "")
    assert "That was all." in client.get("/settings/").content.decode()


def test_not_now_has_the_same_weight_and_stands_in_the_same_form(wren: User) -> None:
    page = client_of(wren).get("/welcome/boundary/").content.decode()
    [form] = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="boundary"' in form]
    assert form.count("<button") == 2
    assert re.search(r'<button class="button" name="not_now"', form)
    assert "actions--even" in form


def test_what_is_answered_is_kept_at_once_and_goes_on_on_another_device(wren: User) -> None:
    phone, laptop = client_of(wren), client_of(wren)
    assert phone.post("/welcome/pronouns/", {"pronouns": " they/them "})["Location"] == "/welcome/zone/"
    assert phone.post("/welcome/zone/", {"time_zone": "Asia/Tokyo"})["Location"] == "/welcome/languages/"
    assert (again(wren).pronouns, again(wren).time_zone) == ("they/them", "Asia/Tokyo")

    assert laptop.get("/welcome/")["Location"] == "/welcome/languages/"
    assert laptop.post("/welcome/languages/", {"languages": ["de"]})["Location"] == "/welcome/contact/"
    assert phone.get("/welcome/")["Location"] == "/welcome/contact/"


def test_who_goes_back_to_change_an_answer_does_not_come_all_the_way_again(wren: User) -> None:
    client = client_of(wren)
    for question in ("pronouns", "zone", "languages"):
        client.post(f"/welcome/{question}/", {"not_now": "1"})
    client.post("/welcome/name/", {"chosen_name": "Lark"})
    assert (again(wren).chosen_name, again(wren).next_question) == ("Lark", "contact")


def test_a_device_that_is_behind_keeps_its_answer_and_moves_nobody_back(wren: User) -> None:
    client = client_of(wren)
    stale = again(wren)
    client.post("/welcome/", {})
    assert actions.answer(user=stale, question="pronouns", changes={"pronouns": "she"}) == "zone"
    assert (again(wren).pronouns, again(wren).next_question) == ("she", "")


def test_an_error_keeps_what_was_typed_and_stays(wren: User) -> None:
    answer = client_of(wren).post("/welcome/quiet/", {"quiet_from": "21:15", "quiet_to": ""})
    assert answer.status_code == 422
    assert 'value="21:15"' in answer.content.decode()
    assert again(wren).next_question == questions.FIRST


def test_nobody_has_to_be_asked_at_all(wren: User) -> None:
    client = client_of(wren)
    assert client.post("/welcome/", {})["Location"] == "/"
    assert "Nothing more is asked." in client.get("/settings/").content.decode()
    assert again(wren).next_question == ""


def test_who_is_past_all_of_it_is_not_asked_again(cast: Cast) -> None:
    client = client_of(cast.sam)
    assert client.get("/welcome/")["Location"] == "/settings/"
    for question in questions.ORDER:
        assert client.get(f"/welcome/{question}/")["Location"] == f"/settings/{question}/"


@pytest.mark.parametrize("name", ["surname", "none", "NAME", "apart-"])
def test_there_are_no_other_questions(wren: User, name: str) -> None:
    assert client_of(wren).get(f"/welcome/{name}/").status_code == 404
    assert client_of(wren).get(f"/settings/{name}/").status_code == 404


@pytest.mark.parametrize("question", questions.ORDER)
def test_each_question_asks_the_database_little(wren: User, question: str, django_assert_max_num_queries: Any) -> None:
    client = client_of(wren)
    with django_assert_max_num_queries(4):
        page = client.get(reverse("people:question", args=[question]))
    assert page.status_code == 200
    with django_assert_max_num_queries(6):
        client.post(reverse("people:question", args=[question]), {"not_now": "1"})
