"""Admins invite by address: what goes out, what is explained, what can be taken back."""

from datetime import datetime

import pytest
from django.test import Client

from groups.invitations.actions import invite
from groups.invitations.models import Invitation, InvitedAs
from groups.people.models import Letter
from tests.cast import Cast, with_second_factor


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


@pytest.mark.parametrize("invited_as", InvitedAs)
def test_an_invitation_goes_out_and_stands_in_the_list(ada: Client, cast: Cast, invited_as: InvitedAs) -> None:
    given = {"address": "New@example.org", "invited_as": invited_as, "group": str(cast.group.pk)}
    page = ada.post("/manage/invitations/", given, follow=True).content.decode()
    assert "on its way to new@example.org" in page
    made = Invitation.objects.get()
    to_a_group = invited_as in {InvitedAs.MEMBER, InvitedAs.FACILITATOR}
    assert (made.invited_as, made.group) == (invited_as, cast.group if to_a_group else None)
    assert Letter.objects.get().address == "new@example.org"


def test_the_answer_tells_nothing_about_the_address(ada: Client, cast: Cast) -> None:
    pages = []
    for address in ("sam@example.org", "may@example.org"):
        given = {"address": address, "invited_as": "moderator"}
        answer = ada.post("/manage/invitations/", given, follow=True)
        token = answer.context["csrf_token"]
        pages.append(answer.content.decode().replace(str(token), "").replace(address, ""))
        Invitation.objects.all().delete()
    strip = [[line for line in page.splitlines() if "csrfmiddlewaretoken" not in line] for page in pages]
    assert strip[0] == strip[1]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"address": "nobody"}, "valid email"),
        ({"address": ""}, "required"),
        ({"invited_as": "king"}, "valid choice"),
        ({"invited_as": "member"}, "Choose the group"),
        ({"invited_as": "facilitator", "group": "x"}, "valid choice"),
    ],
)
def test_what_cannot_be_right_is_explained(ada: Client, given: dict[str, str], sentence: str) -> None:
    form = {"address": "new@example.org", "invited_as": "moderator"} | given
    answer = ada.post("/manage/invitations/", form)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Invitation.objects.exists()


def test_too_many_in_a_day_is_told_and_what_was_typed_stays(ada: Client, cast: Cast, now: datetime) -> None:
    lately = {"invited_as": "moderator", "made_at": now, "made_by": cast.ada, "expires_at": now.replace(year=2100)}
    Invitation.objects.bulk_create(Invitation(address="a@example.org", token_hash=str(n), **lately) for n in range(100))
    answer = ada.post("/manage/invitations/", {"address": "new@example.org", "invited_as": "moderator"})
    page = answer.content.decode()
    assert (answer.status_code, "More can follow tomorrow" in page, 'value="new@example.org"' in page) == (422, 1, 1)


def test_an_invitation_is_taken_back_once(ada: Client, cast: Cast, now: datetime) -> None:
    made = invite(address="n@example.org", invited_as=InvitedAs.ADMIN, group=None, by=cast.ada, now=now)
    assert "taken back" in ada.post(f"/manage/invitations/{made.pk}/withdrawal/", follow=True).content.decode()
    assert not Invitation.objects.waiting().exists()
    assert ada.post(f"/manage/invitations/{made.pk}/withdrawal/").status_code == 404


@pytest.mark.parametrize("group", ["x", "", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_group_named_in_the_address_that_is_none_changes_nothing(ada: Client, group: str) -> None:
    assert ada.get("/manage/invitations/", {"group": group}).status_code == 200
