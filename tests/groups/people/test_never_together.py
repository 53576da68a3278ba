"""Two who are kept apart are never seated together: whatever anybody tries, in whichever order."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest

from groups.invitations.actions import accept as accept_invitation
from groups.invitations.actions import invite
from groups.invitations.models import InvitedAs
from groups.joining import actions as joining
from groups.joining.models import JoinRequest, Offer
from groups.membership.actions import appoint, come_back, leave, pause
from groups.membership.models import Membership, Part, SupportGroup
from groups.people.actions import keep_address_apart, keep_apart
from groups.people.models import Apart, User
from groups.refusals import Refused
from tests.cast import Cast, membership, person, support_group

pytestmark = pytest.mark.slow  # Hundreds of steps, each looked at.

Together = set[tuple[UUID, frozenset[UUID]]]
STEPS = 70
WEIGHTS = {"ask": 6, "seat": 4, "wait": 2, "offers": 3, "accept": 4, "invite": 2, "appoint": 2, "leave": 3, "rest": 1}


class Organisation:
    """Two small groups, six people who come and go, and whoever wishes not to meet somebody."""

    def __init__(self, seed: int, *, now: datetime) -> None:
        self.chance, self.now = random.Random(seed), now
        self.people = [person(f"bird{n}", most_groups=9) for n in range(6)]
        self.groups = [support_group(now=now, name=f"Group {n}", capacity=3) for n in range(2)]
        self.admin = person("ada")
        self.holds = [
            membership(group, person(f"holds{n}"), now=now, role=Part.FACILITATOR)
            for n, group in enumerate(self.groups)
        ]
        self.done = dict.fromkeys([*WEIGHTS, "refused"], 0)
        self.wished: set[frozenset[UUID]] = set()

    def any(self) -> tuple[User, SupportGroup, Membership]:
        which = self.chance.randrange(2)
        return self.chance.choice(self.people), self.groups[which], self.holds[which]

    def wish(self) -> None:
        one, other = self.chance.sample(self.people, 2)
        seat = Membership.objects.filter(user=other).first()
        if seat is None or self.chance.random() < 0.5:
            keep_address_apart(owner=one, address=other.email, label="them", now=self.now)
        else:
            keep_apart(owner=one, other=other, seat=seat.pk, label="them", now=self.now)
        self.wished.add(frozenset({one.pk, other.pk}))

    def step(self) -> None:
        self.now += timedelta(hours=self.chance.randrange(1, 30))
        [what] = self.chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
        try:
            getattr(self, f"try_{what}")(*self.any())
            self.done[what] += 1
        except Refused:
            self.done["refused"] += 1

    def try_ask(self, who: User, group: SupportGroup, by: Membership) -> None:
        joining.ask(group=group, user=who, name=f"Of {who.chosen_name}", line="", now=self.now)

    def try_seat(self, who: User, group: SupportGroup, by: Membership) -> None:
        for asked in JoinRequest.objects.undecided().filter(group=group)[:1]:
            joining.seat(asked=asked, by=by, now=self.now)

    def try_wait(self, who: User, group: SupportGroup, by: Membership) -> None:
        for asked in JoinRequest.objects.open().filter(group=group)[:1]:
            joining.wait(asked=asked, by=by, now=self.now)

    def try_offers(self, who: User, group: SupportGroup, by: Membership) -> None:
        joining.offer_seats(now=self.now)

    def try_accept(self, who: User, group: SupportGroup, by: Membership) -> None:
        for offer in Offer.objects.open().order_by("?")[:1]:
            joining.accept(offer=offer, now=self.now)

    def try_invite(self, who: User, group: SupportGroup, by: Membership) -> None:
        part = self.chance.choice([InvitedAs.MEMBER, InvitedAs.FACILITATOR])
        made = invite(address=who.email, invited_as=part, group=group, by=self.admin, now=self.now)
        accept_invitation(invitation=made, user=who, name=f"Of {who.chosen_name}", now=self.now)

    def try_appoint(self, who: User, group: SupportGroup, by: Membership) -> None:
        appoint(group=group, user=who, name=f"Of {who.chosen_name}", now=self.now)

    def try_leave(self, who: User, group: SupportGroup, by: Membership) -> None:
        for seat in Membership.objects.current().filter(user=who, group=group):
            leave(membership=seat, now=self.now)

    def try_rest(self, who: User, group: SupportGroup, by: Membership) -> None:
        for seat in Membership.objects.current().filter(user=who, group=group):
            come_back(membership=seat, now=self.now) if seat.is_paused else pause(
                membership=seat, weeks=1, now=self.now
            )

    def together(self) -> Together:
        """Pairs who belong to one group, by group; whoever is on a pause does."""
        pairs: Together = set()
        for group in self.groups:
            here = group.memberships.current().values_list("user_id", flat=True)
            pairs |= {(group.pk, frozenset(pair)) for pair in combinations(here, 2)}
        return pairs


def seated_against_a_wish(here: Organisation) -> Iterator[tuple[str, Together]]:
    """Steps that brought two together whom somebody wished apart before."""
    for n in range(STEPS):
        if n % 7 == 3:
            here.wish()
        before = here.together()
        here.step()
        new = {(group, pair) for group, pair in here.together() - before if pair in here.wished}
        if new:
            yield str(here.done), new


@pytest.fixture(params=range(6))
def organisation(request: pytest.FixtureRequest, db: None, now: datetime) -> Organisation:
    return Organisation(request.param, now=now)


def test_nobody_ever_sits_with_somebody_they_are_kept_apart_from(organisation: Organisation) -> None:
    assert list(seated_against_a_wish(organisation)) == []
    assert Apart.objects.count() > 3
    assert Membership.objects.count() > 4
    assert organisation.done["refused"] > 3


def test_without_the_rule_they_would(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groups.people.apart.kept_apart", lambda user, others: set())
    assert list(seated_against_a_wish(Organisation(0, now=now))) != []


def test_nobody_is_appointed_among_people_they_are_kept_apart_from(cast: Cast, now: datetime) -> None:
    keep_address_apart(owner=cast.sam, address=cast.olu.email, label="them", now=now)
    with pytest.raises(Refused, match="cannot be arranged"):
        appoint(group=cast.group, user=cast.olu, name="Lark", now=now)
    # Who sits there already stays: in their own group nothing changes by itself.
    keep_address_apart(owner=cast.sam, address=cast.ana.email, label="them", now=now)
    assert appoint(group=cast.group, user=cast.ana, name="Ana", now=now).is_facilitator
