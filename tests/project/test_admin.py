"""`/admin/`: for admins with a second factor; settings and structure, nobody's words."""

import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client

from groups.membership.models import Membership, SupportGroup
from groups.organisation.models import Organisation
from groups.people.models import Role, User
from groups.room.models import Room
from groups.schedule.models import Series, Session
from tests.cast import Cast, client_of, person, with_second_factor

PAGES = [
    "",
    "groups/supportgroup/",
    "groups/supportgroup/add/",
    "groups/series/",
    "groups/series/add/",
    "groups/organisation/",
    "groups/organisation/add/",
    "groups/helpline/",
    "groups/helpline/add/",
    "groups/user/",
    "groups/user/add/",
    "moderation/wordrule/",
    "moderation/wordrule/add/",
]


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def test_whoever_is_no_admin_gets_what_everybody_gets_for_an_absent_page(cast: Cast) -> None:
    for user in (cast.sam, cast.noor, cast.max, cast.olu):
        client = with_second_factor(user)
        absent = client.get("/no-such-page/")
        for page in ("/admin/", "/admin/login/", "/admin/groups/supportgroup/", "/admin/no-such-page/"):
            answer = client.get(page)
            assert answer.status_code == 404, (user.chosen_name, page)
            assert len(answer.content) == len(absent.content) or b"There is no page here" in answer.content


def test_the_admin_has_no_sign_in_of_its_own(db: None) -> None:
    for where in ("/admin/", "/admin/login/", "/admin/groups/supportgroup/", "/admin/no-such-page/"):
        answer = Client().get(where, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/?next=/admin/"), where


def test_an_admin_without_a_second_factor_is_led_to_set_one_up(cast: Cast) -> None:
    answer = client_of(cast.ada).get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/"
    assert "second step" in answer.content.decode()


def test_an_admin_whose_sign_in_did_not_use_it_confirms_first(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = client_of(cast.ada).get("/admin/groups/series/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/reauthenticate/?next=%2Fadmin%2Fgroups%2Fseries%2F"


def test_a_second_factor_of_somebody_else_in_the_same_browser_does_not_count(cast: Cast) -> None:
    client = with_second_factor(cast.sam)
    client.force_login(cast.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    Authenticator.objects.create(user=cast.ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/admin/").status_code == 302


def test_the_way_back_never_leads_elsewhere(ada: Client) -> None:
    assert ada.get("/admin/login/?next=https://elsewhere.example/")["Location"] == "/admin/"
    assert ada.get("/admin/login/?next=/admin/groups/series/")["Location"] == "/admin/groups/series/"


@pytest.mark.parametrize("where", PAGES)
def test_every_page_opens_and_asks_the_database_little(
    ada: Client, where: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert ada.get(f"/admin/{where}").status_code == 200


def test_help_and_the_way_out_are_here_too(ada: Client) -> None:
    page = ada.get("/admin/").content.decode()
    assert "Help now" in page
    assert "Leave this site" in page
    assert "<title>What would you like to look after? · Evenings</title>" in page


def test_there_is_no_password_to_change(ada: Client) -> None:
    assert ada.get("/admin/password_change/").status_code == 404


def group_form(**changes: str) -> dict[str, str]:
    given = {
        "name": "Thursday circle",
        "purpose": "For evenings that are long.",
        "kind": "circle",
        "pace": "gentle",
        "language": "en",
        "time_zone": "Europe/London",
        "capacity": "8",
        "retention_days": "30",
        "plan-TOTAL_FORMS": "1",
        "plan-INITIAL_FORMS": "0",
        "plan-0-place": "1",
        "plan-0-minutes": "10",
        "plan-0-words": "Arriving",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-name": "Wren",
        "memberships-0-address": "noor@example.org",
    }
    return given | changes


def test_a_new_group_has_a_room_a_plan_and_a_facilitator(ada: Client, cast: Cast) -> None:
    answer = ada.post("/admin/groups/supportgroup/add/", group_form())
    assert answer.status_code == 302, answer.content.decode()
    group = SupportGroup.objects.get(name="Thursday circle")
    assert Room.objects.filter(group=group).count() == 1
    assert [step.words for step in group.plan.all()] == ["Arriving"]
    wren = Membership.objects.get(group=group)
    assert (wren.user, wren.name, wren.is_facilitator) == (cast.noor, "Wren", True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("capacity", "13", "12"),
        ("memberships-0-address", "nobody@example.org", "Nobody signs in with this address"),
        ("memberships-0-address", "", "Enter the mail address"),
        ("memberships-0-name", "Noor", "part of their mail address"),
    ],
)
def test_a_group_that_cannot_be_right_is_explained(ada: Client, field: str, value: str, sentence: str) -> None:
    answer = ada.post("/admin/groups/supportgroup/add/", group_form(**{field: value}))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SupportGroup.objects.filter(name="Thursday circle").exists()


def changed(cast: Cast, **changes: str) -> dict[str, str]:
    form = group_form(name="Tuesday circle") | {"plan-TOTAL_FORMS": "0", "memberships-TOTAL_FORMS": "2"}
    form |= {"memberships-INITIAL_FORMS": "2"}
    for place, name in enumerate(("noor", "idris")):
        form[f"memberships-{place}-id"] = str(cast.seat(name).pk)
        form[f"memberships-{place}-group"] = str(cast.group.pk)
    return form | changes


def test_a_facilitator_steps_down(ada: Client, cast: Cast) -> None:
    page = f"/admin/groups/supportgroup/{cast.group.pk}/change/"
    answer = ada.post(page, changed(cast, **{"memberships-1-steps_down": "on"}))
    assert answer.status_code == 302, answer.content.decode()
    seat = cast.seat("idris")
    seat.refresh_from_db()
    assert (seat.state, seat.ended_at is not None) == ("left", True)


def test_the_last_facilitator_stays(ada: Client, cast: Cast) -> None:
    page = f"/admin/groups/supportgroup/{cast.group.pk}/change/"
    both = {"memberships-0-steps_down": "on", "memberships-1-steps_down": "on"}
    answer = ada.post(page, changed(cast, **both))
    assert "Somebody has to stay" in answer.content.decode()
    assert Membership.objects.filter(group=cast.group, state="seated", role="facilitator").count() == 2


def test_the_page_of_a_group_names_no_member_and_no_address(ada: Client, cast: Cast) -> None:
    page = ada.get(f"/admin/groups/supportgroup/{cast.group.pk}/change/").content.decode()
    assert '"Noor"' in page
    for private in ('"Sam"', '"Ana"', "sam@example.org", "noor@example.org"):
        assert private not in page


def series(cast: Cast, **fields: Any) -> Series:
    given = {"starts_on": datetime.date(2026, 11, 24), "at": datetime.time(19), "time_zone": "Europe/London"}
    return Series.objects.create(group=cast.group, **given | fields)


def test_a_new_series_lays_its_sessions(ada: Client, cast: Cast, now: datetime.datetime) -> None:
    given = {
        "group": str(cast.group.pk),
        "starts_on": now.date().isoformat(),
        "at": "19:00",
        "time_zone": "Europe/London",
        "minutes": "60",
        "every_weeks": "1",
    }
    assert ada.post("/admin/groups/series/add/", given).status_code == 302
    assert Session.objects.filter(series__group=cast.group).count() >= 7


def test_the_rule_of_laid_sessions_stands(ada: Client, cast: Cast, now: datetime.datetime) -> None:
    laid = series(cast)
    later = now + datetime.timedelta(days=30)
    Session.objects.create(
        group=cast.group,
        series=laid,
        laid_for=later.date(),
        kind="circle",
        starts_at=later,
        ends_at=later + datetime.timedelta(hours=1),
    )
    url = f"/admin/groups/series/{laid.pk}/change/"
    assert "its days and hours stand" in ada.get(url).content.decode()
    given = {"at": "20:00", "time_zone": "UTC", "minutes": "90", "starts_on": "2027-01-01", "every_weeks": "2"}
    ada.post(url, given | {"ends_on": ""})
    laid.refresh_from_db()
    assert (laid.at, laid.time_zone, laid.minutes, laid.every_weeks) == (datetime.time(19), "Europe/London", 60, 1)
    answer = ada.post(url, {"ends_on": now.date().isoformat()})
    assert "People were told of a session" in answer.content.decode()


def test_people_without_a_role_are_not_listed(ada: Client, cast: Cast) -> None:
    page = ada.get("/admin/groups/user/").content.decode()
    assert "max@example.org" in page
    assert "sam@example.org" not in page
    assert ada.get(f"/admin/groups/user/{cast.sam.pk}/change/").status_code == 302


def test_an_admin_appoints_a_moderator_by_address(ada: Client, db: None) -> None:
    wren = person("wren")
    ada.post("/admin/groups/user/add/", {"address": "Wren@example.org", "role": "moderator"})
    wren.refresh_from_db()
    assert wren.role == Role.MODERATOR
    ada.post(f"/admin/groups/user/{wren.pk}/change/", {"role": ""})
    wren.refresh_from_db()
    assert wren.role == Role.NONE


def test_appointing_makes_no_account(ada: Client, cast: Cast) -> None:
    answer = ada.post("/admin/groups/user/add/", {"address": "new@example.org", "role": "admin"})
    assert "Nobody signs in with this address" in answer.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_nobody_takes_their_own_role_away(ada: Client, cast: Cast) -> None:
    ada.post(f"/admin/groups/user/{cast.ada.pk}/change/", {"role": ""})
    cast.ada.refresh_from_db()
    assert cast.ada.role == Role.ADMIN


def test_there_is_one_organisation(ada: Client, cast: Cast) -> None:
    Organisation.objects.create()
    assert ada.get("/admin/groups/organisation/add/").status_code == 403
    assert ada.post("/admin/groups/organisation/1/delete/", {"post": "yes"}).status_code == 403


def test_nobody_is_deleted_from_here(ada: Client, cast: Cast) -> None:
    assert ada.post(f"/admin/groups/user/{cast.max.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ada.post(f"/admin/groups/supportgroup/{cast.group.pk}/delete/", {"post": "yes"}).status_code == 403


def test_only_these_pages_are_there() -> None:
    assert {model.__name__ for model in admin.site._registry} == {
        "HelpLine",
        "Organisation",
        "Series",
        "SupportGroup",
        "User",
        "WordRule",
    }
