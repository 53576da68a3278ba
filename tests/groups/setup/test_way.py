"""From a template to the directory in a few steps, each of which saves; and what is missing is said in words."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from groups.invitations.actions import accept
from groups.invitations.models import Invitation
from groups.membership.models import Agreement, Membership, SupportGroup
from groups.organisation.models import Organisation
from groups.room.models import Room
from groups.schedule.models import Session
from groups.setup.forms.facts import facts_as_typed
from groups.setup.kits import KITS
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, person
from tests.groups.setup.conftest import at, words_of


def typed(group: SupportGroup, **changes: Any) -> dict[str, Any]:
    """The form of the facts as the page shows it, with some of it changed."""
    given = facts_as_typed(group) | changes
    return {name: value for name, value in given.items() if value not in (False, None)}


def hour(now: datetime, **changes: Any) -> dict[str, Any]:
    first = (now + timedelta(days=3)).date().isoformat()
    given = {"starts_on": first, "at": "19:00", "minutes": "75", "every_weeks": "1", "time_zone": "Europe/London"}
    return given | changes


@pytest.mark.slow  # every page of the way, one after the other
def test_a_group_is_set_up_in_seven_requests_that_change_something(ada: Client, cast: Cast, now: datetime) -> None:
    """Without a script: pages, forms, redirects. What a template brings is left as it is."""
    asked = 0

    def post(url: str, given: dict[str, Any]) -> str:
        nonlocal asked
        asked += 1
        answer = ada.post(url, given)
        assert answer.status_code == 302, words_of(answer)
        assert ada.get(answer["Location"]).status_code == 200
        return str(answer["Location"])

    where = post(reverse("setup:new"), {"kit": "grief"})
    group = SupportGroup.objects.exclude(pk=cast.group.pk).get()
    assert where == at("facts", group)
    assert post(where, typed(group, name="After a loss, Tuesdays")) == at("plan", group)
    page = ada.get(at("plan", group))
    plan = {field.html_name: field.value() or "" for _, *pair in page.context["form"].lines() for field in pair}
    assert post(at("plan", group), plan | {"do": "save"}) == at("agreement", group)
    form = ada.get(at("agreement", group)).context["form"]
    assert post(at("agreement", group), form.initial) == at("facilitators", group)
    assert post(at("facilitators", group), {"address": "noor@example.org"}) == at("facilitators", group)
    assert post(at("hours", group), hour(now)) == at("hours", group)
    assert "After a loss, Tuesdays" in words_of(ada.get(at("preview", group)))
    assert post(at("publication", group), {}) == at("publication", group)

    assert asked == 7
    group.refresh_from_db()
    assert (group.is_published, group.name, group.agreement_version) == (True, "After a loss, Tuesdays", 1)
    assert "After a loss, Tuesdays" in words_of(client_of(None).get("/groups/"))


def test_a_template_becomes_a_draft_that_nobody_else_sees(ada: Client, cast: Cast) -> None:
    Organisation.objects.create(group_language="de", group_time_zone="Europe/Vienna", confidentiality_limits="Ours.")
    ada.post(reverse("setup:new"), {"kit": "two"})
    group = SupportGroup.objects.exclude(pk=cast.group.pk).get()
    kit = KITS["two"]
    assert (group.capacity, group.kind, group.language, group.time_zone) == (2, "short", "de", "Europe/Vienna")
    assert group.plan.all().in_order() == kit.steps
    assert "Ours." in Agreement.objects.get(group=group, version=1).words
    assert Room.objects.filter(group=group).exists()
    for user in (None, cast.olu, cast.max):
        assert client_of(user).get(f"/groups/{group.pk}/").status_code == 404


def test_what_is_missing_is_said_with_the_way_to_put_it_right(ada: Client, draft: SupportGroup, now: datetime) -> None:
    page = words_of(ada.get(at("publication", draft)))
    assert "Nobody facilitates it yet" in page
    assert "It has no hour yet" in page
    assert "no agreement" not in page
    assert at("facilitators", draft) in page
    assert at("hours", draft) in page
    assert ada.post(at("publication", draft)).status_code == 302
    draft.refresh_from_db()
    assert not draft.is_published


def test_who_was_invited_does_not_hold_the_group_before_they_say_yes(
    ada: Client, draft: SupportGroup, now: datetime
) -> None:
    ada.post(at("facilitators", draft), {"address": "wren@example.org"})
    page = words_of(ada.get(at("facilitators", draft)))
    assert "wren@example.org" in page
    assert "has not said yes so far" in page
    accept(invitation=Invitation.objects.get(), user=person("wren"), name="Wren Hill", now=now)
    page = words_of(ada.get(at("facilitators", draft)))
    assert "Wren Hill" in page
    assert "has not said yes so far" not in page


def test_every_step_says_where_one_is_and_has_one_main_button(ada: Client, draft: SupportGroup, now: datetime) -> None:
    for step in ("facts", "plan", "agreement", "facilitators", "hours", "publication"):
        page = words_of(ada.get(at(step, draft)))
        assert page.count('aria-current="step"') == 1, step
        assert page.count("button--main") <= 1, step
    ada.post(at("hours", draft), hour(now))
    assert words_of(ada.get(at("hours", draft))).count("button--main") == 1


def test_the_preview_is_the_page_that_a_stranger_gets(ada: Client, cast: Cast, draft: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=draft.pk).update(is_published=True)
    answers = ada.get(at("preview", draft)), client_of(None).get(f"/groups/{draft.pk}/")
    shown, page = (re.sub(r"\?next=[^\"]*", "", words_of(one)) for one in answers)
    there = page[page.index("<h1>") : page.index("</main>")]
    assert there in shown


def test_publishing_and_taking_it_back_are_written_down(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    ada.post(at("facilitators", draft), {"address": "noor@example.org"})
    ada.post(at("hours", draft), hour(now))
    for _ in range(2):
        ada.post(at("publication", draft))
    for _ in range(2):
        ada.post(at("publication_end", draft))
    lines = AuditLine.objects.filter(group=draft.pk, act__in=["group.published", "group.unpublished"]).order_by("pk")
    assert [(line.act, line.actor, line.changes) for line in lines] == [
        ("group.published", cast.ada.pk, {"is_published": [False, True]}),
        ("group.unpublished", cast.ada.pk, {"is_published": [True, False]}),
    ]
    assert Session.objects.filter(group=draft).count() >= 7
    assert Membership.objects.current().filter(group=draft).count() == 1


@pytest.mark.parametrize("kit", ["", "nonsense", "circle\0", "9" * 5000])
def test_a_template_that_is_none_is_asked_for_again(ada: Client, kit: str) -> None:
    answer = ada.post(reverse("setup:new"), {"kit": kit})
    assert answer.status_code == 422
    assert SupportGroup.objects.count() == 1


def test_the_list_finds_a_group_by_part_of_its_name(ada: Client, draft: SupportGroup) -> None:
    page = words_of(ada.get(reverse("setup:groups"), {"words": "loss"}))
    assert "After a loss" in page
    assert "Tuesday circle" not in page
    assert "No group has that in its name" in words_of(ada.get(reverse("setup:groups"), {"words": "zzz\0"}))


def test_a_long_list_has_pages_and_keeps_what_was_looked_for(ada: Client) -> None:
    SupportGroup.objects.bulk_create(SupportGroup(name=f"Group {n:02}", purpose="Company.") for n in range(60))
    page = words_of(ada.get(reverse("setup:groups"), {"words": "Group"}))
    assert "Page 1 of 2" in page
    assert "?page=2&amp;words=Group" in page
    assert "Page 3 of 3" in words_of(ada.get(reverse("setup:groups"), {"page": "99"}))
