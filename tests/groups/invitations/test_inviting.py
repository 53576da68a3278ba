"""An address is asked to take a part: by whom, how often, and what nobody learns from it."""

import statistics
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.invitations import actions, policy
from groups.invitations.models import Invitation, InvitedAs
from groups.people import tokens
from groups.people.models import Letter, LetterState, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, support_group


def invited(
    cast: Cast,
    *,
    now: datetime,
    address: str = "new@example.org",
    invited_as: InvitedAs = InvitedAs.FACILITATOR,
    by: User | None = None,
) -> Invitation:
    group = cast.group if invited_as in {InvitedAs.MEMBER, InvitedAs.FACILITATOR} else None
    return actions.invite(address=address, invited_as=invited_as, group=group, by=by or cast.ada, now=now)


def test_an_invitation_waits_fourteen_days_and_is_written_to_its_address(cast: Cast, now: datetime) -> None:
    made = invited(cast, now=now, address="New@Example.org ")
    letter = Letter.objects.get()
    assert (made.address, made.expires_at) == ("new@example.org", now + timedelta(days=14))
    assert (letter.address, letter.user, letter.path) == ("new@example.org", None, f"/invitations/{made.pk}/")
    assert (letter.about, letter.expires_at) == (made.pk, made.expires_at)


def test_the_secret_is_256_bits_long_and_stands_nowhere(cast: Cast, now: datetime) -> None:
    made = invited(cast, now=now)
    secret = tokens.token_for("invitation", made.pk)
    assert len(bytes.fromhex(secret)) == 32
    made.refresh_from_db()
    assert made.token_hash == tokens.hashed(secret) != secret
    assert secret not in str([*Invitation.objects.values(), *Letter.objects.values(), *AuditLine.objects.values()])


@pytest.mark.parametrize("invited_as", InvitedAs)
def test_inviting_twice_renews_what_waits(cast: Cast, now: datetime, invited_as: InvitedAs) -> None:
    first = invited(cast, now=now, invited_as=invited_as)
    again = invited(cast, now=now + timedelta(days=3), invited_as=invited_as, address="NEW@example.org")
    assert (again.pk, Invitation.objects.get().expires_at) == (first.pk, now + timedelta(days=17))
    states = Letter.objects.order_by("made_at").values_list("state", flat=True)
    assert list(states) == [LetterState.DROPPED, LetterState.PENDING]


def test_inviting_twice_in_a_moment_writes_one_mail(cast: Cast, now: datetime) -> None:
    invited(cast, now=now)
    invited(cast, now=now + timedelta(seconds=2))
    assert Letter.objects.filter(state=LetterState.PENDING).count() == 1 == Letter.objects.count()


def test_another_part_or_group_is_another_invitation(cast: Cast, now: datetime) -> None:
    invited(cast, now=now)
    invited(cast, now=now, invited_as=InvitedAs.MEMBER)
    second = support_group(now=now, name="Second")
    actions.invite(address="new@example.org", invited_as=InvitedAs.FACILITATOR, group=second, by=cast.ada, now=now)
    assert Invitation.objects.waiting().count() == 3


def test_what_was_withdrawn_is_not_renewed(cast: Cast, now: datetime) -> None:
    first = invited(cast, now=now)
    actions.withdraw(invitation=first, by=cast.ada, now=now)
    assert invited(cast, now=now).pk != first.pk


def test_a_withdrawn_invitation_is_not_sent_any_more(cast: Cast, now: datetime) -> None:
    actions.withdraw(invitation=invited(cast, now=now), by=cast.ada, now=now)
    assert Letter.objects.get().state == LetterState.DROPPED


def test_withdrawing_twice_is_told(cast: Cast, now: datetime) -> None:
    made = invited(cast, now=now)
    actions.withdraw(invitation=made, by=cast.ada, now=now)
    with pytest.raises(policy.InvitationIsOver):
        actions.withdraw(invitation=made, by=cast.ada, now=now)


@pytest.mark.parametrize("name", ["sam", "noor", "max", "olu"])
def test_only_admins_invite(cast: Cast, now: datetime, name: str) -> None:
    for invited_as in InvitedAs:
        with pytest.raises(policy.CannotInvite):
            invited(cast, now=now, invited_as=invited_as, by=getattr(cast, name))
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_hundred_a_day_are_enough_and_the_next_day_there_are_more(cast: Cast, now: datetime) -> None:
    old = {"made_by": cast.ada, "invited_as": InvitedAs.MODERATOR, "expires_at": now + timedelta(days=1)}
    Invitation.objects.bulk_create(
        Invitation(address=f"{n}@example.org", token_hash=str(n), made_at=now - timedelta(hours=n % 23), **old)
        for n in range(100)
    )
    with pytest.raises(policy.CannotInvite, match="100 invitations"):
        invited(cast, now=now)
    assert invited(cast, now=now + timedelta(days=2)).expires_at > now


def test_known_and_unknown_addresses_cost_the_same(cast: Cast, now: datetime) -> None:
    asked = []
    for address in ("sam@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            invited(cast, now=now, address=address)
        asked.append([query["sql"][:60] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert asked[0] == asked[1]
    assert not [sql for sql in asked[0] if "account_emailaddress" in sql]


@pytest.mark.slow  # six hundred invitations
def test_known_and_unknown_addresses_take_the_same_time(cast: Cast, now: datetime) -> None:
    took: dict[str, list[float]] = {"sam@example.org": [], "nobody@example.org": []}
    for _ in range(300):
        for address, times in took.items():
            began = time.perf_counter()
            invited(cast, now=now, address=address)
            times.append(time.perf_counter() - began)
            Invitation.objects.all().delete()
            Letter.objects.all().delete()
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.005


def test_every_step_leaves_a_line(cast: Cast, now: datetime) -> None:
    made = invited(cast, now=now)
    invited(cast, now=now)
    actions.withdraw(invitation=made, by=cast.ada, now=now)
    lines = AuditLine.objects.order_by("pk")
    assert [one.act for one in lines] == ["invitation.made", "invitation.renewed", "invitation.withdrawn"]
    assert {(one.actor, one.target, one.group, one.reason) for one in lines} == {
        (cast.ada.pk, made.pk, cast.group.pk, "facilitator")
    }


def test_an_address_is_forgotten_ninety_days_after_the_end(cast: Cast, now: datetime) -> None:
    ran_out = invited(cast, now=now, address="a@example.org")
    withdrawn = invited(cast, now=now, address="b@example.org")
    actions.withdraw(invitation=withdrawn, by=cast.ada, now=now + timedelta(days=20))
    accepted = invited(cast, now=now, address="c@example.org", invited_as=InvitedAs.MODERATOR)
    actions.accept(invitation=accepted, user=cast.olu, now=now + timedelta(days=1))
    assert kept(now + timedelta(days=92)) == {ran_out.pk, withdrawn.pk}
    assert kept(now + timedelta(days=105)) == {withdrawn.pk}
    assert kept(now + timedelta(days=111)) == set()


def kept(at: datetime) -> set[object]:
    actions.purge(now=at)
    return set(Invitation.objects.values_list("pk", flat=True))
