"""Whoever holds the link accepts, once, for themselves; and what an invitation says when it is over."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.changes.actions import follow_holders
from groups.changes.models import Change, What
from groups.invitations import actions
from groups.invitations.models import Invitation, InvitedAs
from groups.joining.models import JoinRequest, Offer, OfferState, RequestState
from groups.membership.models import Membership, Part
from groups.people import tokens
from groups.people.models import Apart, Role, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, membership, person, with_second_factor
from tests.groups.people.test_signup import code, sign_up


def invited(cast: Cast, invited_as: InvitedAs, *, now: datetime, address: str = "new@example.org") -> Invitation:
    group = cast.group if invited_as in {InvitedAs.MEMBER, InvitedAs.FACILITATOR} else None
    return actions.invite(address=address, invited_as=invited_as, group=group, by=cast.ada, now=now)


def link(made: Invitation) -> str:
    return f"/invitations/{made.pk}/{tokens.token_for('invitation', made.pk)}/"


def fill(cast: Cast, *, now: datetime) -> None:
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)


def seats(cast: Cast, user: User) -> list[Membership]:
    return list(cast.group.memberships.current().filter(user=user))


def test_a_member_gets_a_seat_under_a_name_of_their_own(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.MEMBER, now=now)
    answer = client_of(cast.olu).post(link(made), {"name": " Wren "})
    assert (answer.status_code, answer["Location"]) == (302, f"/groups/{cast.group.pk}/")
    [seat] = seats(cast, cast.olu)
    assert (seat.name, seat.role) == ("Wren", Part.MEMBER)
    made.refresh_from_db()
    assert (made.accepted_by, made.accepted_at is not None) == (cast.olu, True)
    line = AuditLine.objects.get(act="invitation.accepted")
    assert (line.actor, line.target, line.subject) == (cast.olu.pk, made.pk, seat.pk)


def test_a_facilitator_takes_no_seat_and_holds_the_group(cast: Cast, now: datetime) -> None:
    fill(cast, now=now)
    client_of(cast.olu).post(link(invited(cast, InvitedAs.FACILITATOR, now=now)), {"name": "Wren"})
    [seat] = seats(cast, cast.olu)
    assert (seat.name, seat.role) == ("Wren", Part.FACILITATOR)


def test_the_group_learns_who_holds_it_now_even_of_somebody_who_had_a_seat(cast: Cast, now: datetime) -> None:
    client_of(cast.ana).post(link(invited(cast, InvitedAs.FACILITATOR, now=now)), {"name": "Ana"})
    line = Change.objects.get()
    new = set(line.after["facilitators"]) - set(line.before["facilitators"])
    assert (line.what, new) == (What.HOLDERS, {str(seat.pk) for seat in seats(cast, cast.ana)})
    assert follow_holders(now=now) == 0, "it is said once"


@pytest.mark.parametrize(
    ("invited_as", "role", "next_page"),
    [(InvitedAs.MODERATOR, Role.MODERATOR, "/moderation/reports/queue/"), (InvitedAs.ADMIN, Role.ADMIN, "/manage/")],
)
def test_a_role_is_taken_with_one_button(
    cast: Cast, now: datetime, invited_as: InvitedAs, role: Role, next_page: str
) -> None:
    answer = client_of(cast.olu).post(link(invited(cast, invited_as, now=now)))
    assert (answer.status_code, answer["Location"]) == (302, next_page)
    cast.olu.refresh_from_db()
    assert cast.olu.role == role


def test_the_page_says_that_whoever_accepts_takes_it_whatever_their_address(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.MEMBER, now=now, address="ana@example.org")
    page = client_of(cast.olu).get(link(made)).content.decode()
    assert "whichever address the invitation was sent to" in page
    assert "You are signed in as Olu" in page
    assert "ana@example.org" not in page


def test_a_stranger_reads_it_and_is_led_to_sign_in_and_back(cast: Cast, now: datetime) -> None:
    address = link(invited(cast, InvitedAs.FACILITATOR, now=now))
    for page in (Client().get(address), Client().post(address, {"name": "Wren"})):
        words = page.content.decode()
        assert "An invitation to facilitate Tuesday circle" in words
        assert f'href="/account/login/?next={address}"' in words
        assert f'href="/account/signup/?next={address}"' in words


@pytest.mark.parametrize("token", ["x", "0" * 64, "é", "%00", "a" * 500])
def test_a_secret_that_fits_nothing_finds_nothing(cast: Cast, now: datetime, token: str) -> None:
    made = invited(cast, InvitedAs.ADMIN, now=now)
    for client in (Client(), client_of(cast.olu)):
        assert client.get(f"/invitations/{made.pk}/{token}/").status_code == 404
        assert client.post(f"/invitations/{made.pk}/{token}/").status_code == 404


@pytest.mark.slow  # three browsers, four pages
def test_each_works_once(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.MODERATOR, now=now)
    client_of(cast.olu).post(link(made))
    for method in ("get", "post"):
        late = getattr(client_of(cast.sam), method)(link(made))
        assert (late.status_code, "accepted already" in late.content.decode()) == (410, True)
    assert "You have accepted this invitation." in client_of(cast.olu).get(link(made)).content.decode()
    cast.sam.refresh_from_db()
    assert cast.sam.role == Role.NONE


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_was_taken_back_or_ran_out_is_told_kindly(cast: Cast, now: datetime, signed_in: bool) -> None:
    client = client_of(cast.olu if signed_in else None)
    withdrawn, old = invited(cast, InvitedAs.ADMIN, now=now), invited(cast, InvitedAs.MODERATOR, now=now)
    actions.withdraw(invitation=withdrawn, by=cast.ada, now=now)
    Invitation.objects.filter(pk=old.pk).update(made_at=now - timedelta(days=15), expires_at=now - timedelta(days=1))
    for made, words in ((withdrawn, "taken back"), (old, "time of this invitation is over")):
        for method in ("get", "post"):
            answer = getattr(client, method)(link(made))
            assert (answer.status_code, words in answer.content.decode()) == (410, True)
    cast.olu.refresh_from_db()
    assert cast.olu.role == Role.NONE


@pytest.mark.parametrize("change", [{"role": Role.NONE}, {"is_active": False}])
def test_an_invitation_ends_with_the_role_of_whoever_sent_it(cast: Cast, now: datetime, change: dict[str, Any]) -> None:
    made = invited(cast, InvitedAs.ADMIN, now=now)
    User.objects.filter(pk=cast.ada.pk).update(**change)
    assert client_of(cast.olu).post(link(made)).status_code == 410


def test_a_role_is_never_taken_away_by_accepting(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.MODERATOR, now=now)
    answer = with_second_factor(cast.ada).post(link(made))
    assert "one that does more" in answer.content.decode()
    cast.ada.refresh_from_db()
    made.refresh_from_db()
    assert (cast.ada.role, made.accepted_at) == (Role.ADMIN, None)


def test_a_full_group_says_so_and_the_invitation_stays(cast: Cast, now: datetime) -> None:
    fill(cast, now=now)
    made = invited(cast, InvitedAs.MEMBER, now=now)
    for method in ("get", "post"):
        page = getattr(client_of(cast.olu), method)(link(made), {"name": "Wren"}).content.decode()
        assert "about chairs, not about you" in page
        assert "stays good until its day" in page
        assert f'href="/groups/{cast.group.pk}/requests/"' in page
    Membership.objects.filter(user__email="n0@example.org").update(state="left", ended_at=now)
    assert client_of(cast.olu).post(link(made), {"name": "Wren"}).status_code == 302


def test_whoever_may_not_meet_somebody_sees_a_full_group_to_the_letter(cast: Cast, now: datetime) -> None:
    address = link(invited(cast, InvitedAs.MEMBER, now=now))
    wish = Apart.objects.create(owner=cast.ana, other=cast.olu, made_at=now)
    kept_apart = [asked_of(cast.olu, method, address) for method in ("get", "post")]
    assert seats(cast, cast.olu) == []
    wish.delete()
    fill(cast, now=now)
    assert [asked_of(cast.olu, method, address) for method in ("get", "post")] == kept_apart
    assert b"about chairs" in kept_apart[0][1]


def asked_of(user: User, method: str, address: str) -> tuple[int, bytes, list[str]]:
    client = client_of(user)
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address, {"name": "Wren"})
    asked = [query["sql"][:60] for query in queries if "SAVEPOINT" not in query["sql"]]
    return answer.status_code, _plain(answer.content), asked


def _plain(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_a_facilitator_whom_a_member_avoids_reads_what_a_group_with_enough_says(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.FACILITATOR, now=now)
    wish = Apart.objects.create(owner=cast.ana, other=cast.olu, made_at=now)
    avoided = client_of(cast.olu).post(link(made), {"name": "Wren"}).content
    assert b"cannot take another facilitator now" in avoided
    wish.delete()
    for n in range(2):
        membership(cast.group, person(f"f{n}"), now=now, role=Part.FACILITATOR)
    assert _plain(client_of(cast.olu).post(link(made), {"name": "Wren"}).content) == _plain(avoided)


def test_who_facilitates_enough_groups_reads_so_and_may_come_back(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.olu.pk).update(most_groups=0)
    made = invited(cast, InvitedAs.FACILITATOR, now=now)
    page = client_of(cast.olu).post(link(made), {"name": "Wren"}).content.decode()
    assert "your limit is 0" in page
    assert seats(cast, cast.olu) == []


@pytest.mark.parametrize("name", ["", "  ", "olu", "olu@example.org", "Sam", "Ｓａｍ", "Noor", "\u200b", "x" * 41])
def test_the_name_follows_the_rules_of_asking(cast: Cast, now: datetime, name: str) -> None:
    for invited_as in (InvitedAs.MEMBER, InvitedAs.FACILITATOR):
        made = invited(cast, invited_as, now=now)
        answer = client_of(cast.olu).post(link(made), {"name": name})
        assert (answer.status_code, seats(cast, cast.olu)) == (422, [])


def test_a_member_who_becomes_a_facilitator_keeps_their_name(cast: Cast, now: datetime) -> None:
    made = invited(cast, InvitedAs.FACILITATOR, now=now)
    assert "knows you as Ana" in client_of(cast.ana).get(link(made)).content.decode()
    client_of(cast.ana).post(link(made))
    [seat] = seats(cast, cast.ana)
    assert (seat.pk, seat.role, seat.name) == (cast.seat("ana").pk, Part.FACILITATOR, "Ana")


@pytest.mark.parametrize(("invited_as", "name"), [(InvitedAs.MEMBER, "sam"), (InvitedAs.FACILITATOR, "noor")])
def test_who_has_the_part_has_nothing_to_accept(cast: Cast, now: datetime, invited_as: InvitedAs, name: str) -> None:
    page = client_of(getattr(cast, name)).post(link(invited(cast, invited_as, now=now)))
    assert "nothing to accept" in page.content.decode()


@pytest.mark.parametrize("offered", [True, False])
def test_an_invitation_answers_what_they_asked_themselves(cast: Cast, now: datetime, offered: bool) -> None:
    asked = JoinRequest.objects.create(
        group=cast.group, user=cast.olu, name="Wren", asked_at=now, state="waiting", waiting_since=now
    )
    if offered:
        Offer.objects.create(request=asked, made_at=now, expires_at=now + timedelta(days=1))
    for n in range(5):
        membership(cast.group, person(f"n{n}"), now=now)
    client_of(cast.olu).post(link(invited(cast, InvitedAs.MEMBER, now=now)))
    [seat] = seats(cast, cast.olu)
    asked.refresh_from_db()
    assert (seat.name, asked.state) == ("Wren", RequestState.SEATED)
    assert not Offer.objects.filter(state=OfferState.OPEN).exists()


@pytest.mark.parametrize("unsaid", ["adult_at", "understood_at"])
def test_who_came_without_signing_up_says_first_what_everybody_says(cast: Cast, now: datetime, unsaid: str) -> None:
    User.objects.filter(pk=cast.olu.pk).update(**{unsaid: None})
    made = invited(cast, InvitedAs.MEMBER, now=now)
    answer = client_of(cast.olu).post(link(made), {"name": "Wren"})
    assert (answer.status_code, seats(cast, cast.olu)) == (422, [])
    assert 'value="Wren"' in answer.content.decode()
    client_of(cast.olu).post(link(made), {"name": "Wren", "adult": "on", "understood": "on"})
    cast.olu.refresh_from_db()
    assert (len(seats(cast, cast.olu)), cast.olu.adult_at is None) == (1, False)


def test_the_page_asks_the_database_little(cast: Cast, now: datetime, django_assert_max_num_queries: Any) -> None:
    address = link(invited(cast, InvitedAs.MEMBER, now=now))
    client = client_of(cast.olu)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200
    with django_assert_max_num_queries(4):
        assert Client().get(address).status_code == 200


@pytest.mark.slow  # a whole sign-up
def test_whoever_makes_an_account_from_the_link_comes_back_to_it(cast: Cast, now: datetime) -> None:
    address, client = link(invited(cast, InvitedAs.MEMBER, now=now)), Client()
    client.get(f"/account/signup/?next={address}")
    sign_up(client, next=address)
    assert client.post("/account/confirm-email/", {"code": code()})["Location"] == address
    assert client.post(address, {"name": "Wren"}).status_code == 302
    assert cast.group.memberships.current().filter(name="Wren").exists()


@pytest.mark.slow  # a whole sign-in
def test_whoever_signs_in_from_the_link_comes_back_to_it(cast: Cast, now: datetime) -> None:
    address, client = link(invited(cast, InvitedAs.MEMBER, now=now)), Client()
    assert f'name="next" value="{address}"' in client.get(f"/account/login/?next={address}").content.decode()
    entering = client.post("/account/login/code/", {"email": "olu@example.org", "next": address})["Location"]
    assert f'name="next" value="{address}"' in client.get(entering).content.decode()
    answer = client.post("/account/login/code/confirm/", {"code": code(), "next": address})
    assert answer["Location"] == address
