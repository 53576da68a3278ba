"""The log as it is read: what people with power did, in words; no members, no rooms."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from groups.desk.actions import organisation, people
from groups.invitations.actions import invite
from groups.invitations.models import InvitedAs
from groups.joining import actions as joining
from groups.joining.models import JoinRequest
from groups.people.models import Role
from groups.room import actions as room_actions
from groups.room.models import Room
from groups.schedule.actions.sessions import cancel
from groups.schedule.facts import Hand
from moderation.audit import sentences
from moderation.audit.actions import record
from moderation.rules.models import WordRule
from tests.cast import Cast, client_of, meeting, support_group, with_second_factor
from tests.guards.sources import python_files
from tests.moderation.said import said

LOG = "/moderation/log/"


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def page(client: Client, **asked: object) -> str:
    answer = client.get(LOG, asked)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_setting_shows_what_stood_before_and_after(ada: Client, cast: Cast, now: datetime) -> None:
    organisation.change_settings(given={"name": "Harbour", "exit_shown": False}, by=cast.ada, now=now)
    words = page(ada)
    assert "Ada (admin) changed settings of the organisation" in words
    assert "name before: Our groups after: Harbour" in words
    assert "'Leave this site' shown before: yes after: no" in words.replace("&#x27;", "'")


def test_roles_and_invitations_are_told_in_words(ada: Client, cast: Cast, now: datetime) -> None:
    people.give_role(user=cast.noor, role=Role.MODERATOR, by=cast.ada, now=now)
    invite(address="x@example.org", invited_as=InvitedAs.FACILITATOR, group=cast.group, by=cast.ada, now=now)
    words = page(ada)
    assert "Ada (admin) changed somebody's role: Noor (moderator)" in words.replace("&#x27;", "'")
    assert "Ada (admin) invited somebody (as a facilitator) · Tuesday circle" in words
    assert "x@example.org" not in words


def test_facilitators_go_by_the_name_that_their_group_knows(ada: Client, cast: Cast, now: datetime) -> None:
    asked = JoinRequest.objects.create(group=cast.group, user=cast.olu, name="Wren of the Hill", asked_at=now)
    joining.seat(asked=asked, by=cast.seat("noor"), now=now)
    words = page(ada)
    assert "Noor gave somebody a seat · Tuesday circle" in words
    assert "Wren" not in words


def test_members_are_never_named_and_nothing_leads_to_what_was_said(
    ada: Client, cast: Cast, room: Room, now: datetime
) -> None:
    message = said(room, cast.seat("ana"), now=now, text="Only for the room.")
    room_actions.hide(message=message, by=cast.noor, reason="advice", now=now)
    made = invite(address="sam@example.org", invited_as=InvitedAs.MODERATOR, group=None, by=cast.ada, now=now)
    record(by=cast.sam, act="invitation.accepted", target=made, reason="moderator", now=now)
    html = ada.get(LOG).content.decode()
    words = page(ada)
    assert "Noor hid words (advice) · Tuesday circle" in words
    assert "Somebody accepted an invitation (as a moderator)" in words
    assert not {"Sam", "Ana"} & set(re.findall(r"\w+", words))
    for private in ("Only for the room", str(message.pk), str(cast.seat("ana").pk), str(room.pk), "@", "/rooms/"):
        assert private not in html, private


def test_an_unknown_code_is_shown_as_it_is(ada: Client, cast: Cast, now: datetime) -> None:
    record(by=cast.ada, act="moon.moved", target=uuid.uuid4(), changes={"orbit": (1, 2)}, now=now)
    assert "moon.moved" in page(ada)
    assert "orbit before: 1 after: 2" in page(ada)


def test_whoever_is_gone_and_a_group_that_is_gone_leave_their_lines(ada: Client, now: datetime) -> None:
    record(by=uuid.uuid4(), act="group.changed", target=uuid.uuid4(), group=uuid.uuid4(), now=now)
    assert "Somebody changed a group" in page(ada)


def test_what_nobody_did_by_hand_was_done_by_the_service(ada: Client, cast: Cast, now: datetime) -> None:
    cancel(session=meeting(cast.group, starts_at=now + timedelta(days=1)), by=Hand.service(), now=now)
    assert "The service itself called a session off · Tuesday circle" in page(ada)


def test_the_newest_stand_first_and_further_back_is_one_step(ada: Client, cast: Cast, now: datetime) -> None:
    for n in range(120):
        record(by=cast.ada, act="group.changed", target=cast.group, changes={"capacity": (n, n + 1)}, now=now)
    first = page(ada)
    assert "after: 120" in first
    assert "after: 70 " not in first
    [before] = re.findall(r"before=(\d+)", ada.get(LOG).content.decode())
    second = page(ada, before=before)
    assert "after: 70" in second
    assert "after: 71 " not in second


def test_it_is_read_by_group_and_by_act(ada: Client, cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    record(by=cast.ada, act="group.changed", target=cast.group, group=cast.group, now=now)
    record(by=cast.ada, act="group.published", target=other, group=other, now=now)
    assert "Ada (admin) changed a group" in (here := page(ada, group=cast.group.pk))
    assert "Ada (admin) published a group" not in here
    assert "Only what concerns Tuesday circle" in here
    assert "Ada (admin) published a group" in (published := page(ada, act="group.published"))
    assert "Ada (admin) changed a group" not in published


@pytest.mark.parametrize(
    "asked",
    [
        {"before": "x"},
        {"before": "-1"},
        {"before": "9" * 40},
        {"act": "nothing"},
        {"act": "a\x00b"},
        {"group": "x"},
        {"group": str(uuid.uuid4())},
        {"before": "1", "act": "group.changed", "group": str(uuid.uuid4())},
    ],
)
def test_what_cannot_be_understood_does_no_harm(ada: Client, asked: dict[str, str]) -> None:
    assert ada.get(LOG, asked).status_code == 200


@pytest.mark.parametrize("name", ["ada", "max"])
def test_admins_and_moderators_read_it_with_a_second_factor(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(LOG)["Location"] == "/account/2fa/"
    assert with_second_factor(getattr(cast, name)).get(LOG).status_code == 200


def test_it_asks_the_database_little(
    ada: Client, cast: Cast, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        group = support_group(now=now, name=f"Group {n}")
        record(by=(cast.ada, cast.noor, cast.max)[n % 3], act="group.changed", target=group, group=group, now=now)
    with django_assert_max_num_queries(8):
        ada.get(LOG)


def test_the_word_list_is_looked_after_in_the_open_and_its_phrases_stay_out_of_the_log(ada: Client) -> None:
    ada.post("/admin/moderation/wordrule/add/", {"phrase": "just get over it", "verdict": "hold"})
    rule = WordRule.objects.get()
    ada.post(f"/admin/moderation/wordrule/{rule.pk}/change/", {"phrase": "get over it", "verdict": "hold_and_page"})
    ada.post(f"/admin/moderation/wordrule/{rule.pk}/delete/", {"post": "yes"})
    words = page(ada)
    for act in ("added", "changed", "removed"):
        assert f"Ada (admin) {act} words to be looked at first" in words
    assert "before: hold after: hold_and_page" in words
    assert "get over it" not in words


def test_every_act_of_the_code_has_its_words() -> None:
    """What stands in actions as "thing.was_done" is an act; a new one needs its words, an old one loses them."""
    things = "|".join({code.split(".")[0] for code in sentences.ACTS})
    actions = [path for path in python_files() if path.stem in {"actions", "admin"} or path.parent.name == "actions"]
    found = {code for path in actions for code in re.findall(rf'"((?:{things})\.[a-z_]+)"', path.read_text())}
    assert found - set(sentences.ACTS) == set()
    assert set(sentences.ACTS) - found == set(), "no longer written"
