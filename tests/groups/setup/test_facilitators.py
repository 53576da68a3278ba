"""Who holds a group: asked, added, let go; and an admin learns nothing about anybody else by it."""

import re
from datetime import datetime

from django.test import Client
from django.utils import timezone

from groups.changes.models import Change, What
from groups.membership.models import SupportGroup
from groups.people.models import Letter
from groups.reminders.actions import tell_changes
from groups.reminders.models import Notice
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, membership
from tests.groups.setup.conftest import at, words_of


def test_whoever_facilitates_elsewhere_is_added_at_once(ada: Client, cast: Cast, draft: SupportGroup) -> None:
    ada.post(at("facilitators", draft), {"address": "NOOR@example.org"})
    assert list(draft.memberships.values_list("user__email", "role", "name")) == [
        ("noor@example.org", "facilitator", "Noor")
    ]
    line = AuditLine.objects.get(act="facilitator.appointed")
    assert (line.subject, line.changes) == (draft.memberships.get().pk, {})


def test_nothing_tells_an_admin_who_has_a_seat_or_an_account(ada: Client, cast: Cast) -> None:
    """Sam is a member here, Olu has an account, nobody has the third address: all three read the same."""
    pages = []
    for name in ("sam", "olu", "new"):
        answer = ada.post(at("facilitators", cast.group), {"address": f"{name}@example.org"}, follow=True)
        pages.append(words_of(answer).count("They were invited"))
        assert "Sam" not in words_of(answer)
    assert pages == [1, 1, 1]
    assert cast.group.memberships.current().facilitators().count() == 2


def test_who_holds_enough_groups_is_invited_and_decides(ada: Client, cast: Cast, draft: SupportGroup) -> None:
    cast.noor.most_groups = 1
    cast.noor.save()
    ada.post(at("facilitators", draft), {"address": "noor@example.org"})
    assert not draft.memberships.exists()
    assert draft.invitations.waiting().count() == 1


def test_the_last_facilitator_stays_while_anybody_knows_of_the_group(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    cast.group.memberships.filter(user=cast.idris).update(state="left", ended_at=now)
    end = f"{at('facilitators', cast.group)}{cast.seat('noor').pk}/end/"
    assert "Somebody has to stay" in words_of(ada.post(end, follow=True))
    assert cast.group.memberships.current().facilitators().count() == 1
    alone = membership(draft, cast.noor, now=now, role="facilitator")
    ada.post(f"{at('facilitators', draft)}{alone.pk}/end/")
    alone.refresh_from_db()
    assert alone.state == "left"


def test_the_group_hears_that_there_is_news_when_it_changes_hands(ada: Client, cast: Cast) -> None:
    ada.post(f"{at('facilitators', cast.group)}{cast.seat('idris').pk}/end/")
    ada.post(at("facilitators", cast.group), {"address": "max@example.org"})
    noor, idris = str(cast.seat("noor").pk), str(cast.seat("idris").pk)
    added = str(cast.group.memberships.get(user=cast.max).pk)
    lines = [(one.before["facilitators"], one.after["facilitators"]) for one in Change.objects.order_by("made_at")]
    assert [(set(before), set(after)) for before, after in lines] == [
        ({noor, idris}, {noor}),
        ({noor}, {noor, added}),
    ]
    tell_changes(now=timezone.now())
    told = Notice.objects.filter(channel="in_app", change__what=What.HOLDERS)
    # Who has left is told nothing, and who came knows.
    assert sorted(told.values_list("membership__name", flat=True)) == ["Ana", "Ana", "Noor", "Noor", "Sam", "Sam"]
    assert not Letter.objects.filter(kind="group").exists()
    assert "The group is facilitated by" not in words_of(client_of(cast.olu).get("/"))
    assert "facilitated by Noor, Max" in words_of(client_of(cast.sam).get(f"/groups/{cast.group.pk}/changes/"))
    acts = AuditLine.objects.filter(group=cast.group.pk).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["facilitator.let_go", "facilitator.appointed"]


def test_a_member_is_no_facilitator_to_be_let_go(ada: Client, cast: Cast) -> None:
    assert ada.post(f"{at('facilitators', cast.group)}{cast.seat('sam').pk}/end/").status_code == 404


def test_the_pages_of_a_group_name_no_member(ada: Client, cast: Cast) -> None:
    for step in ("facts", "plan", "agreement", "facilitators", "hours", "publication", "preview"):
        page = words_of(ada.get(at(step, cast.group)))
        for private in (r"\bSam\b", r"\bAna\b", "sam@example.org", "noor@example.org"):
            assert not re.search(private, page), (step, private)
