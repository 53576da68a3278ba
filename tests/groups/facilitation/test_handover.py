"""A facilitator asks somebody to go on, and they answer (S0-29)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.changes.models import Change, What
from groups.facilitation.actions.handovers import accept, decline, propose, tell_asked, withdraw
from groups.facilitation.models import Handover, HandoverState
from groups.facilitation.policy import AlreadySettled, CannotAccept, CannotPropose, DayDoesNotFit
from groups.invitations.policy import MOST_FACILITATORS
from groups.membership.actions import NameIsTaken, leave
from groups.membership.models import Membership, Part, SupportGroup
from groups.membership.policy import HoldsEnough
from groups.people.models import Apart, Letter, User
from tests.cast import Cast, membership, person, support_group
from tests.groups.facilitation.helpers import (
    GOODBYE,
    acts,
    asked_by_address,
    asked_of,
    goodbyes,
    state_of,
    waiting_for,
    written_to,
)


def test_a_co_facilitator_is_asked_and_the_group_hears_nothing_yet(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now, goodbye=GOODBYE)
    assert waiting_for(cast.idris, now=now) == [made]
    assert written_to(made.pk) == ["idris"]
    assert goodbyes(cast.sam, now=now) == []
    assert acts() == ["handover.proposed"]
    for user in (cast.noor, cast.sam, cast.olu, cast.ada):
        assert waiting_for(user, now=now) == []


def test_a_colleague_is_asked_by_the_address_they_sign_in_with(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, " Vera@Example.org ", now=now)
    assert waiting_for(vera, now=now) == [made]
    assert [tell_asked(now=now) for _ in range(2)] == [1, 1]
    assert written_to(made.pk) == ["vera"]


def test_what_was_taken_back_before_anybody_looked_is_written_of_to_nobody(
    cast: Cast, vera: User, now: datetime
) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    withdraw(handover=made, by=cast.seat("noor"), now=now)
    assert tell_asked(now=now) == 0
    assert not Letter.objects.exists()


def test_another_confirmed_address_of_theirs_is_theirs_and_one_that_was_only_claimed_is_not(
    cast: Cast, vera: User, now: datetime
) -> None:
    EmailAddress.objects.create(user=vera, email="vera@work.example.org", verified=True)
    EmailAddress.objects.create(user=vera, email="ida@example.org", verified=False)
    claimed = asked_by_address(cast, "ida@example.org", now=now)
    assert (tell_asked(now=now), waiting_for(vera, now=now)) == (0, [])
    withdraw(handover=claimed, by=cast.seat("noor"), now=now)
    confirmed = asked_by_address(cast, "vera@work.example.org", now=now)
    assert (tell_asked(now=now), waiting_for(vera, now=now)) == (1, [confirmed])


def test_asking_costs_the_same_whoever_has_the_address(cast: Cast, vera: User, now: datetime) -> None:
    asked = []
    for address in (vera.email, "olu@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            asked_by_address(cast, address, now=now)
        asked.append([re.sub(r"""'[^']*'|"s\d+_x\d+"|\d+""", "?", query["sql"]) for query in queries])
        Handover.objects.all().delete()
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize("address", ["olu@example.org", "sam@example.org", "nobody@example.org"])
def test_who_holds_no_group_is_told_nothing_whatever_was_typed(cast: Cast, now: datetime, address: str) -> None:
    made = asked_by_address(cast, address, now=now)
    assert made.state == HandoverState.PROPOSED
    assert tell_asked(now=now) == 0
    assert not Letter.objects.exists()
    assert [waiting_for(user, now=now) for user in (cast.olu, cast.sam)] == [[], []]


def test_who_comes_to_hold_a_group_before_the_day_finds_what_was_asked(cast: Cast, now: datetime) -> None:
    made = asked_by_address(cast, "olu@example.org", now=now)
    membership(support_group(now=now, name="Elsewhere"), cast.olu, now=now, role=Part.FACILITATOR)
    assert waiting_for(cast.olu, now=now) == [made]
    tell_asked(now=now)
    assert written_to(made.pk) == ["olu"]


def test_one_asks_one_at_a_time(cast: Cast, now: datetime) -> None:
    asked_of(cast, "idris", by="noor", now=now)
    with pytest.raises(CannotPropose, match="asked somebody already"):
        asked_by_address(cast, "vera@example.org", now=now)


def test_asking_and_taking_back_has_a_limit_a_day(cast: Cast, now: datetime) -> None:
    for _ in range(5):
        withdraw(handover=asked_of(cast, "idris", by="noor", now=now), by=cast.seat("noor"), now=now)
    with pytest.raises(CannotPropose, match="5 times within a day"):
        asked_of(cast, "idris", by="noor", now=now)
    assert asked_of(cast, "idris", by="noor", now=now + timedelta(hours=25)).state == HandoverState.PROPOSED


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_last_day_is_from_tomorrow_on_within_a_year(cast: Cast, now: datetime, days: int) -> None:
    with pytest.raises(DayDoesNotFit):
        asked_of(cast, "idris", by="noor", now=now, days=days)


def test_the_day_ends_where_the_group_is(cast: Cast) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(time_zone="America/New_York")
    evening = datetime(2026, 11, 20, 23, tzinfo=UTC)
    made = propose(
        leaving=cast.seat("noor"),
        coming=cast.seat("idris"),
        address="",
        last_day=date(2026, 11, 24),
        goodbye="",
        now=evening,
    )
    assert made.leaves_at == datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize("name", ["sam", "noor"])
def test_nobody_but_another_facilitator_of_the_group_is_asked_by_seat(cast: Cast, now: datetime, name: str) -> None:
    with pytest.raises(CannotPropose, match="do not facilitate this group"):
        asked_of(cast, name, by="noor", now=now)


def test_members_hand_over_nothing(cast: Cast, now: datetime) -> None:
    with pytest.raises(CannotPropose, match="Only this group's facilitators"):
        asked_of(cast, "idris", by="sam", now=now)


# ---- to answer ----


def test_when_it_is_agreed_both_hold_the_group_and_everybody_is_told_once(
    cast: Cast, vera: User, now: datetime
) -> None:
    Membership.objects.filter(pk=cast.seat("ana").pk).update(paused_at=now, paused_until=now + timedelta(days=9))
    made = accept(
        handover=asked_by_address(cast, vera.email, now=now, goodbye=GOODBYE), user=vera, name="Wren", now=now
    )
    here = cast.group.memberships.current().facilitators().order_by("name").values_list("name", flat=True)
    assert list(here) == ["Idris", "Noor", "Wren"]
    assert (made.state, made.asked_address, made.coming.name) == ("accepted", "", "Wren")
    assert written_to(made.pk) == ["ana", "idris", "noor", "sam"]
    assert goodbyes(cast.sam, now=now) == goodbyes(cast.ana, now=now) == [("accepted", GOODBYE)]
    assert goodbyes(cast.olu, now=now) == []
    assert acts() == ["handover.proposed", "handover.accepted"]


def test_a_co_facilitator_keeps_name_and_seat(cast: Cast, now: datetime) -> None:
    made = accept(handover=asked_of(cast, "idris", by="noor", now=now), user=cast.idris, name="", now=now)
    assert made.coming == cast.seat("idris")
    assert cast.group.memberships.current().facilitators().count() == 2


def lines(cast: Cast) -> list[tuple[set[str], set[str], datetime, bool]]:
    """What stands in the group's own log: who held it, who holds it, from when on, and whether a notice is made."""
    found = Change.objects.filter(group=cast.group, what=What.HOLDERS).order_by("made_at", "pk")
    names = {str(pk): name for pk, name in Membership.objects.values_list("pk", "name")}
    both = [({*one.before["facilitators"]}, {*one.after["facilitators"]}, one.first_at, one.is_told) for one in found]
    return [({names[one] for one in old}, {names[one] for one in new}, *rest) for old, new, *rest in both]


def test_the_groups_log_says_from_which_day_on_others_hold_it(cast: Cast, vera: User, now: datetime) -> None:
    made = accept(handover=asked_by_address(cast, vera.email, now=now), user=vera, name="Wren", now=now)
    agreed = ({"Noor", "Idris"}, {"Idris", "Wren"}, made.leaves_at, False)
    assert lines(cast) == [agreed]
    withdraw(handover=made, by=cast.seat("noor"), now=now + timedelta(hours=1))
    back = ({"Idris", "Wren"}, {"Noor", "Idris", "Wren"}, now + timedelta(hours=1), False)
    assert lines(cast) == [agreed, back]


def test_a_co_facilitator_who_goes_on_alone_stands_there_too(cast: Cast, now: datetime) -> None:
    made = accept(handover=asked_of(cast, "idris", by="noor", now=now), user=cast.idris, name="", now=now)
    assert lines(cast) == [({"Noor", "Idris"}, {"Idris"}, made.leaves_at, False)]


def test_what_nobody_agreed_to_stands_in_no_log(cast: Cast, vera: User, now: datetime) -> None:
    decline(handover=asked_by_address(cast, vera.email, now=now), user=vera, now=now)
    assert lines(cast) == []


def test_of_two_answers_the_second_is_told(cast: Cast, now: datetime) -> None:
    stale = asked_of(cast, "idris", by="noor", now=now)
    accept(handover=stale, user=cast.idris, name="", now=now)
    for again in (accept, decline):
        with pytest.raises(AlreadySettled, match="agreed already"):
            again(handover=stale, user=cast.idris, now=now, **({"name": ""} if again is accept else {}))
    assert acts().count("handover.accepted") == 1


def test_not_now_is_told_to_the_one_who_asked_and_forgets_who_said_it(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now, goodbye=GOODBYE)
    decline(handover=made, user=vera, now=now)
    made.refresh_from_db()
    assert (made.state, made.coming, made.asked_address, made.goodbye) == ("declined", None, "", "")
    assert written_to(made.pk) == ["noor"]
    assert goodbyes(cast.sam, now=now) == []
    assert asked_of(cast, "idris", by="noor", now=now).state == HandoverState.PROPOSED


def test_who_holds_as_many_groups_as_are_enough_is_not_given_another(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    User.objects.filter(pk=vera.pk).update(most_groups=1)
    with pytest.raises(HoldsEnough, match=r"You facilitate 1 group; your limit is 1\."):
        accept(handover=made, user=vera, name="Wren", now=now)
    assert state_of(made) == HandoverState.PROPOSED
    assert cast.group.memberships.current().facilitators().count() == 2


def test_a_co_facilitator_s_limit_is_not_asked_they_hold_the_group_already(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.idris.pk).update(most_groups=1)
    made = accept(handover=asked_of(cast, "idris", by="noor", now=now), user=cast.idris, name="", now=now)
    assert made.state == HandoverState.ACCEPTED


@pytest.mark.parametrize("wisher", ["sam", "vera"])
def test_somebody_kept_apart_from_a_member_reads_what_a_group_with_enough_facilitators_says(
    cast: Cast, vera: User, now: datetime, wisher: str
) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    owner, other = (cast.sam, vera) if wisher == "sam" else (vera, cast.sam)
    Apart.objects.create(owner=owner, other=other, made_at=now)
    with pytest.raises(CannotAccept) as kept_apart:
        accept(handover=made, user=vera, name="Wren", now=now)
    owner.apart.all().delete()
    for n in range(MOST_FACILITATORS - 2):
        membership(cast.group, person(f"f{n}"), now=now, role=Part.FACILITATOR)
    with pytest.raises(CannotAccept) as enough:
        accept(handover=made, user=vera, name="Wren", now=now)
    assert str(kept_apart.value) == str(enough.value) == "This cannot be arranged here."


def test_who_sits_in_a_group_does_not_come_to_hold_it(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    membership(cast.group, vera, now=now, name="Wren")
    with pytest.raises(CannotAccept, match="You have a seat in this group yourself"):
        accept(handover=made, user=vera, name="Other", now=now)
    assert Membership.objects.get(group=cast.group, user=vera).role == Part.MEMBER


def test_a_name_of_the_group_is_not_given_twice(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    with pytest.raises(NameIsTaken):
        accept(handover=made, user=vera, name="SAM", now=now)
    assert state_of(made) == HandoverState.PROPOSED


def test_after_the_day_or_once_they_have_left_there_is_nothing_to_answer(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    with pytest.raises(CannotAccept, match="gone by"):
        accept(handover=made, user=cast.idris, name="", now=made.leaves_at)
    leave(membership=cast.seat("noor"), now=now)
    assert waiting_for(cast.idris, now=now) == []
    with pytest.raises(CannotAccept, match="gone by"):
        accept(handover=made, user=cast.idris, name="", now=now)
