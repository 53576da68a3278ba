"""How far a group is set up: who holds it, who sits in it, what it has and what it lacks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.invitations.models import Invitation, InvitedAs
from groups.joining.models import Offer
from groups.membership.models import Membership, SupportGroup
from groups.schedule.models import PlanStep, Series


@dataclass(frozen=True)
class Standing:
    """Counts of a group's people and parts."""

    facilitators: int
    members: int
    offers: int
    invited: int
    """Invitations to facilitate it that wait for an answer."""
    has_plan: bool
    has_hours: bool
    agreement_version: int
    is_published: bool

    @classmethod
    def of(cls, group: SupportGroup) -> "Standing":
        """What `with_standing` has read."""
        read = ("facilitators", "members", "offers", "invited", "has_plan", "has_hours")
        counted = {name: getattr(group, f"now_{name}") for name in read}
        return cls(**counted, agreement_version=group.agreement_version, is_published=group.is_published)

    @property
    def seats_taken(self) -> int:
        """Members, paused ones too, and seats that are kept for somebody who was offered one."""
        return self.members + self.offers

    @property
    def is_empty(self) -> bool:
        """Nobody but facilitators knows of it."""
        return not self.is_published and self.seats_taken == 0


def with_standing(groups: QuerySet[SupportGroup], *, now: datetime) -> QuerySet[SupportGroup]:
    """The groups, each with what its `Standing` is made of; one question, however many they are."""
    here = OuterRef("pk")
    people = Membership.objects.current().filter(group=here)
    invited = Invitation.objects.waiting().filter(group=here, invited_as=InvitedAs.FACILITATOR, expires_at__gt=now)
    hours = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=now.date()), group=here)
    return groups.annotate(
        now_facilitators=_number(people.facilitators(), "group"),
        now_members=_number(people.members().staying(), "group"),
        now_offers=_number(Offer.objects.open().filter(request__group=here), "request__group"),
        now_invited=_number(invited, "group"),
        now_has_plan=Exists(PlanStep.objects.filter(group=here)),
        now_has_hours=Exists(hours),
    )


def _number(rows: QuerySet[Membership] | QuerySet[Offer] | QuerySet[Invitation], key: str) -> Coalesce:
    counted = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
