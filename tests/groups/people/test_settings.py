"""A person's own page, the look of the pages, and how times reach them."""

import datetime
import re
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from groups.people import questions
from groups.people.answers import LANGUAGES
from groups.people.models import User
from tests.cast import Cast, client_of

ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # question: (what is posted, what is kept)
    "name": ({"chosen_name": " Wren  R. "}, {"chosen_name": "Wren R."}),
    "pronouns": ({"pronouns": "they / them"}, {"pronouns": "they / them"}),
    "zone": ({"time_zone": "Asia/Tokyo"}, {"time_zone": "Asia/Tokyo"}),
    "languages": ({"languages": ["pt", "zh"]}, {"languages": "pt zh"}),
    "contact": ({"mail": "plain"}, {"mail_is_private": True, "plain_mail": True}),
    "quiet": (
        {"quiet_from": "21:30", "quiet_to": "07:00"},
        {"quiet_from": datetime.time(21, 30), "quiet_to": datetime.time(7, 0)},
    ),
    "boundary": ({"boundary": "no_advice"}, {"boundary": "no_advice"}),
    "reminders": ({"reminders_by_mail": "no"}, {"reminders_by_mail": False}),
}


def stands(user: User) -> dict[str, Any]:
    columns = {name for _, kept in ANSWERS.values() for name in kept}
    return {name: getattr(User.objects.get(pk=user.pk), name) for name in columns}


@pytest.mark.parametrize("question", questions.ORDER)
def test_each_thing_that_is_asked_can_be_changed_by_itself(cast: Cast, question: str) -> None:
    given, kept = ANSWERS[question]
    before, others = stands(cast.sam), stands(cast.olu)
    answer = client_of(cast.sam).post(f"/settings/{question}/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    assert stands(cast.sam) == before | kept != before
    assert stands(cast.olu) == others


@pytest.mark.parametrize("question", questions.ORDER)
def test_what_was_kept_stands_in_the_form_and_on_the_page(cast: Cast, question: str) -> None:
    given, _ = ANSWERS[question]
    client = client_of(cast.sam)
    client.post(f"/settings/{question}/", given)
    page = client.get(f"/settings/{question}/").content.decode()
    for value in given.values():
        for one in [value] if isinstance(value, str) else value:
            assert re.search(rf'value="{one.strip()}"|value="Wren R.', page), one
    assert f"/settings/{question}/" in client.get("/settings/").content.decode()


def test_the_page_says_in_words_what_stands(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(
        languages="de zh", quiet_from=None, quiet_to=None, mail_is_private=False, boundary="just_hear"
    )
    page = client_of(cast.sam).get("/settings/").content.decode()
    for words in ("Deutsch, 中文", "none", "others may read it, so it says one line", "just hear me"):
        assert words in page


@pytest.mark.parametrize(
    ("mail", "private", "plain"), [("discreet", True, False), ("plain", True, True), ("shared", False, False)]
)
def test_one_question_says_who_reads_the_mail_and_how_much_it_may_say(
    cast: Cast, mail: str, private: bool, plain: bool
) -> None:
    client = client_of(cast.sam)
    client.post("/settings/contact/", {"mail": mail})
    user = User.objects.get(pk=cast.sam.pk)
    assert (user.mail_is_private, user.plain_mail) == (private, plain)
    assert re.search(rf'value="{mail}"[^>]*checked', client.get("/settings/contact/").content.decode())


def test_a_name_that_stands_already_keeps_nobody_from_saving(cast: Cast) -> None:
    assert client_of(cast.sam).post("/settings/name/", {"chosen_name": "Sam"}).status_code == 302


def test_a_new_name_is_never_part_of_the_address(cast: Cast) -> None:
    answer = client_of(cast.sam).post("/settings/name/", {"chosen_name": "s.a.m"})
    assert answer.status_code == 422
    assert "part of your mail address" in answer.content.decode()
    assert stands(cast.sam)["chosen_name"] == "Sam"


WRONG = [
    ("name", {"chosen_name": ""}),
    ("name", {"chosen_name": "a\0b"}),
    ("pronouns", {"pronouns": "x" * 41}),
    ("zone", {"time_zone": "Mars/Olympus"}),
    ("zone", {}),
    ("languages", {"languages": ["de", "klingon"]}),
    ("contact", {"mail": "loud"}),
    ("contact", {}),
    ("quiet", {"quiet_from": "22:00", "quiet_to": ""}),
    ("quiet", {"quiet_from": "", "quiet_to": "08:00"}),
    ("quiet", {"quiet_from": "09:00", "quiet_to": "09:00"}),
    ("quiet", {"quiet_from": "late", "quiet_to": "08:00"}),
    ("boundary", {"boundary": "go away"}),
    ("reminders", {"reminders_by_mail": "pigeon"}),
    ("reminders", {}),
]


@pytest.mark.parametrize(("question", "given"), WRONG)
def test_what_cannot_be_right_gets_a_sentence_and_keeps_nothing(
    cast: Cast, question: str, given: dict[str, Any]
) -> None:
    before = stands(cast.sam)
    answer = client_of(cast.sam).post(f"/settings/{question}/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Something here needs another look" in page
    assert "This field is required" not in page
    assert stands(cast.sam) == before


def test_an_error_loses_nothing_that_was_typed(cast: Cast) -> None:
    page = client_of(cast.sam).post("/settings/quiet/", {"quiet_from": "21:15", "quiet_to": ""}).content.decode()
    assert 'value="21:15"' in page


def test_all_languages_together_have_room(cast: Cast) -> None:
    client_of(cast.sam).post("/settings/languages/", {"languages": list(LANGUAGES)})
    assert stands(cast.sam)["languages"].split() == list(LANGUAGES)


def test_quiet_hours_can_be_left_empty(cast: Cast) -> None:
    client_of(cast.sam).post("/settings/quiet/", {"quiet_from": "", "quiet_to": ""})
    assert (stands(cast.sam)["quiet_from"], stands(cast.sam)["quiet_to"]) == (None, None)


def test_whoever_is_not_signed_in_is_asked_to_sign_in(cast: Cast) -> None:
    assert Client().get("/settings/")["Location"] == "/account/login/?next=/settings/"
    assert Client().post("/settings/name/", {"chosen_name": "Wren"})["Location"].startswith("/account/login/")


def test_the_look_holds_on_this_device_and_on_the_next(cast: Cast) -> None:
    here = client_of(cast.sam)
    answer = here.post("/look/", {"look": "dark", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert here.cookies["look"].value == "dark"
    assert 'data-look="dark"' in here.get("/help/").content.decode()
    assert 'data-look="dark"' in client_of(User.objects.get(pk=cast.sam.pk)).get("/help/").content.decode()


def test_whoever_is_not_signed_in_chooses_a_look_too(db: None) -> None:
    client = Client()
    client.post("/look/", {"look": "low"})
    assert 'data-look="low"' in client.get("/help/").content.decode()
    client.post("/look/", {"look": "system"})
    assert "data-look" not in client.get("/help/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "x"])
def test_choosing_a_look_never_leads_elsewhere(db: None, elsewhere: str) -> None:
    assert Client().post("/look/", {"look": "light", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("look", ["", "red", '"><script>'])
def test_an_unknown_look_changes_nothing(db: None, look: str) -> None:
    client = Client()
    client.post("/look/", {"look": look})
    assert "look" not in client.cookies
    client.cookies["look"] = look
    assert "data-look" not in client.get("/help/").content.decode()


def test_signed_in_pages_leave_no_copy_in_the_browser(cast: Cast) -> None:
    client = client_of(cast.sam)
    for path in ("/settings/", "/help/", "/account/email/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    assert "no-store" not in Client().get("/help/").headers.get("Cache-Control", "")


def test_nor_under_asgi_and_a_person_is_loaded_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = AsyncClient()
    client.force_login(cast.sam, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_max_num_queries(4):
        answer = async_to_sync(client.get)("/settings/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("path", ["/settings/", *(f"/settings/{one}/" for one in questions.ORDER)])
def test_the_settings_pages_ask_the_database_little(cast: Cast, path: str, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.sam)
    with django_assert_max_num_queries(4):
        assert client.get(path).status_code == 200
