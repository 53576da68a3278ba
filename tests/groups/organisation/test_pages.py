"""Help now, the way out, and what the organisation tells everybody."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.db import OperationalError
from django.test import Client

from groups.organisation import actions, lines
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import User
from tests.cast import Cast, client_of, support_group

AWAY = mock.patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("away"))
PUBLIC = ("/help/", "/grounding/", "/trust/")


@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_may_read_it(cast: Cast, path: str) -> None:
    for person in (None, cast.olu, cast.sam, cast.noor, cast.max, cast.ada):
        assert client_of(person).get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_it_asks_the_database_little(cast: Cast, path: str, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.sam)
    with django_assert_max_num_queries(5):
        client.get(path)


def test_help_shows_the_lines_that_admins_keep(db: None) -> None:
    day = datetime.date(2026, 5, 4)
    HelpLine.objects.create(country="PT", name="SOS Voz Amiga", phone="213 544 545", checked_on=day)
    page = Client().get("/help/").content.decode()
    assert "SOS Voz Amiga" in page
    assert 'href="tel:213544545"' in page
    assert "Portugal" in page
    assert "4 May 2026" in page


def test_the_lines_of_somebodys_own_country_come_first(cast: Cast) -> None:
    actions.add_known_help_lines()
    User.objects.filter(pk=cast.sam.pk).update(time_zone="America/New_York")
    page = client_of(cast.sam).get("/help/").content.decode()
    assert page.index('id="US"') < page.index('id="AU"')
    page = client_of(cast.sam).get("/help/?country=ie").content.decode()
    assert page.index('id="IE"') < page.index('id="AU"') < page.index('id="US"')


def test_help_says_what_these_groups_are_not(db: None) -> None:
    page = Client().get("/help/").content.decode()
    assert "neither treatment nor an emergency service" in page


@pytest.mark.parametrize("path", ["/help/", "/grounding/"])
def test_help_is_there_without_a_database(cast: Cast, path: str) -> None:
    client = client_of(cast.sam)
    with AWAY:
        answer = client.get(path)
    assert answer.status_code == 200
    assert path != "/help/" or "116 123" in answer.content.decode()


def test_help_is_there_before_anybody_set_it_up(db: None) -> None:
    page = Client().get("/help/").content.decode()
    for line in ("988", "116 123", "112"):
        assert line in page


def test_lines_that_nobody_called_yet_say_so(db: None) -> None:
    assert actions.add_known_help_lines() == len(lines.KNOWN)
    for line in HelpLine.objects.all():
        line.full_clean()
        assert line.checked_on is None
    assert "not checked yet" in Client().get("/help/").content.decode()


def test_lines_that_an_organisation_keeps_are_left_alone(db: None) -> None:
    HelpLine.objects.create(country="PT", name="SOS Voz Amiga", phone="213 544 545")
    assert actions.add_known_help_lines() == 0
    assert HelpLine.objects.count() == 1


def test_leaving_forgets_the_sign_in_on_the_server(cast: Cast) -> None:
    client = client_of(cast.sam)
    key = client.session.session_key
    answer = client.post("/leave/")
    assert (answer.status_code, answer["Location"]) == (303, "https://www.wikipedia.org/")
    assert answer["Cache-Control"] == "no-store"
    assert not SignIn.objects.filter(session_key=key).exists()
    assert client.cookies["sessionid"].value == ""
    assert client.get("/settings/").status_code == 302


def test_leaving_works_from_a_page_that_stood_open_for_days(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.sam, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/leave/").status_code == 303
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_leaving_never_asks_anything(db: None, method: str) -> None:
    Organisation.objects.create(exit_url="https://weather.example/")
    answer = getattr(Client(), method)("/leave/")
    assert (answer.status_code, answer["Location"]) == (303, "https://weather.example/")


def test_leaving_works_without_a_database(cast: Cast) -> None:
    client = client_of(cast.sam)
    with AWAY:
        answer = client.post("/leave/")
    assert (answer.status_code, answer["Location"]) == (303, "https://www.wikipedia.org/")
    assert client.cookies["sessionid"].value == ""


def test_the_trust_page_tells_the_live_settings(cast: Cast, now: datetime.datetime) -> None:
    Organisation.objects.create(confidentiality_limits="Here it ends.", crisis_policy="Then somebody comes.")
    page = Client().get("/trust/").content.decode()
    assert "Here it ends." in page
    assert "Then somebody comes." in page
    assert "30 days" in page
    support_group(now=now, name="Another", retention_days=90)
    assert "30 to 90 days" in Client().get("/trust/").content.decode()


def test_the_grounding_card_is_text_that_stands_still(db: None) -> None:
    page = Client().get("/grounding/").content.decode()
    for moving in ("<audio", "<video", "<img", "autoplay", "animate"):
        assert moving not in page
