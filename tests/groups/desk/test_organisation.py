"""Settings of the organisation: each part kept alone, with what stood before in the log."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from groups.invitations.models import Invitation
from groups.membership.actions import leave
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import Role, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, person, support_group, with_second_factor

NAMES = {"name": "Harbour", "neutral_name": "Thursdays", "mail_from_name": ""}
LIMITS = {"crisis_policy": "We come to you.", "emergency_policy": "", "confidentiality_limits": "Two limits hold."}


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def test_admins_without_a_second_factor_are_led_to_it_and_back(cast: Cast) -> None:
    client = client_of(cast.ada)
    assert client.get("/manage/")["Location"] == "/account/2fa/"
    assert client.post("/manage/organisation/names/", NAMES)["Location"] == "/account/2fa/"
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("section", "given", "kept"),
    [
        ("names", NAMES, {"name": "Harbour", "neutral_name": "Thursdays"}),
        ("leaving", {"exit_url": "example.com"}, {"exit_url": "https://example.com", "exit_shown": False}),
        ("policies", LIMITS, LIMITS),
        (
            "groups",
            {
                "group_language": "de",
                "group_time_zone": "Europe/Berlin",
                "group_capacity": "6",
                "group_retention_days": "7",
            },
            {
                "group_language": "de",
                "group_time_zone": "Europe/Berlin",
                "group_capacity": 6,
                "group_retention_days": 7,
            },
        ),
    ],
)
def test_a_part_is_kept_alone(ada: Client, section: str, given: dict[str, str], kept: dict[str, Any]) -> None:
    Organisation.objects.create()
    before = Organisation.objects.values().get()
    assert ada.post(f"/manage/organisation/{section}/", given)["Location"] == "/manage/organisation/"
    assert Organisation.objects.values().get() == before | kept


def test_the_log_has_what_stood_before_and_after_and_nothing_that_stayed(ada: Client, cast: Cast) -> None:
    ada.post("/manage/organisation/names/", NAMES)
    ada.post("/manage/organisation/names/", NAMES)
    line = AuditLine.objects.get()
    assert (line.act, line.actor) == ("organisation.changed", cast.ada.pk)
    assert line.changes == {"name": ["Our groups", "Harbour"], "neutral_name": ["Evenings", "Thursdays"]}


@pytest.mark.parametrize(
    ("section", "given", "sentence"),
    [
        ("names", {"name": "", "neutral_name": "x" * 41, "mail_from_name": ""}, "at most 40"),
        ("leaving", {"exit_url": "javascript:alert(1)"}, "web address"),
        ("leaving", {"exit_url": "ftp://example.org/"}, "web address"),
        ("policies", {**LIMITS, "confidentiality_limits": " "}, "required"),
        ("policies", {**LIMITS, "crisis_policy": "x" * 2001}, "at most 2000"),
        ("groups", {"group_capacity": "13", "group_retention_days": "0", "group_language": "tlh"}, "12"),
        ("on-call", {"on_call": "nobody"}, "valid"),
        ("names", {"name": "a\x00b", "neutral_name": "Evenings"}, "Null characters"),
    ],
)
def test_what_cannot_be_right_is_explained_beside_it(
    ada: Client, section: str, given: dict[str, str], sentence: str
) -> None:
    answer = ada.post(f"/manage/organisation/{section}/", given)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not AuditLine.objects.exists()


def test_everything_typed_is_kept_when_one_field_needs_another_look(ada: Client) -> None:
    page = ada.post("/manage/organisation/policies/", {**LIMITS, "confidentiality_limits": ""}).content.decode()
    assert "We come to you." in page


@pytest.mark.parametrize("section", ["nothing", "names-", "1"])
def test_a_part_that_is_not_there_is_not_found(ada: Client, section: str) -> None:
    assert ada.get(f"/manage/organisation/{section}/").status_code == 404


def test_on_call_is_somebody_with_a_role_or_a_group_and_the_log_does_not_say_who(ada: Client, cast: Cast) -> None:
    page = ada.get("/manage/organisation/on-call/").content.decode()
    for here, there in (("Max (moderator)", True), ("Noor (facilitator)", True), ("Ada (admin)", True), ("Sam", False)):
        assert (here in page) == there
    ada.post("/manage/organisation/on-call/", {"on_call": str(cast.max.pk)})
    assert Organisation.objects.get().on_call == cast.max
    assert AuditLine.objects.get().changes == {"on_call": [None, None]}
    assert ada.post("/manage/organisation/on-call/", {"on_call": str(cast.sam.pk)}).status_code == 422
    ada.post("/manage/organisation/on-call/", {"on_call": ""})
    assert Organisation.objects.get().on_call is None


def test_what_is_kept_shows_on_the_pages_of_everybody(ada: Client, cast: Cast) -> None:
    ada.post("/manage/organisation/names/", NAMES)
    ada.post("/manage/organisation/policies/", LIMITS)
    assert "Thursdays" in client_of(cast.sam).get("/").content.decode()
    assert "Two limits hold." in client_of(None).get("/trust/").content.decode()


def test_the_desk_is_calm_when_all_is_looked_after(ada: Client, cast: Cast, now: datetime) -> None:
    Organisation.objects.create(on_call=cast.max)
    with_second_factor(cast.max)
    page = ada.get("/manage/").content.decode()
    assert "Nothing for now." in page
    for address in ("/manage/groups/", "/manage/people/", "/manage/organisation/", "/manage/help-lines/"):
        assert f'href="{address}"' in page
    assert 'href="/moderation/log/"' in page
    assert 'href="/admin/moderation/wordrule/"' in page


def test_the_desk_says_what_needs_a_look(ada: Client, cast: Cast, now: datetime) -> None:
    leave(membership=cast.seat("idris"), now=now)
    HelpLine.objects.create(country="GB", name="Old", phone="1", checked_on=now.date() - timedelta(days=91))
    HelpLine.objects.create(country="GB", name="Fresh", phone="1", checked_on=now.date() - timedelta(days=89))
    support_group(now=now, name="Being made", is_published=False)
    ends = {"made_at": now, "made_by": cast.ada, "invited_as": "admin"}
    Invitation.objects.create(address="a@b.c", token_hash="1", expires_at=now + timedelta(days=2), **ends)
    Invitation.objects.create(address="a@b.c", token_hash="2", expires_at=now + timedelta(days=9), **ends)
    cast.noor.training.create(
        what="Listening", on=now.date() - timedelta(days=9), valid_until=now.date() - timedelta(2)
    )
    page = ada.get("/manage/").content.decode()
    for words in (
        "Nobody is on call",
        "1 help line was not checked for 90 days",
        "Groups with fewer than two facilitators",
        "1 invitation ends within three days",
        "1 training has run out",
        "1 person with a role has no second step yet",
    ):
        assert words in page, words
    assert f'href="/manage/groups/{cast.group.pk}/facilitators/"' in page
    assert "Being made" not in page


def test_a_facilitator_whose_account_is_closed_holds_nothing(ada: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.idris.pk).update(is_active=False)
    assert "Tuesday circle" in ada.get("/manage/").content.decode()


@pytest.mark.parametrize(
    "where", ["", "organisation/", "organisation/on-call/", "help-lines/", "people/", "invitations/"]
)
def test_the_pages_ask_the_database_little_however_much_there_is(
    ada: Client, cast: Cast, now: datetime, where: str, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        someone = person(f"p{n}")
        User.objects.filter(pk=someone.pk).update(role=Role.MODERATOR)
        group = support_group(now=now, name=f"Group {n}")
        group.memberships.create(user=someone, name="Wren", role="facilitator", joined_at=now)
        someone.training.create(what="Listening", on=now.date())
        HelpLine.objects.create(country="GB", name=f"Line {n}", phone="1")
        invited = {"invited_as": "member", "group": group, "made_by": cast.ada, "made_at": now}
        Invitation.objects.create(address="a@b.c", token_hash=str(n), expires_at=now + timedelta(days=9), **invited)
    with django_assert_max_num_queries(12):
        assert ada.get(f"/manage/{where}").status_code == 200
