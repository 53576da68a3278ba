"""What admins read of all groups at once: in as many questions for five hundred groups as for one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.models import Session, SessionQuerySet, SessionState
from groups.staffing.access import standing
from groups.staffing.models import Duty, DutyState
from groups.staffing.planning import PLACES

FACTS = ("starts_at", "ends_at", "kind", "state", "group_id")


def sessions_between(start: datetime, end: datetime) -> list[Session]:
    """Those that are going on between the two, called-off ones too; each as `with_hands`."""
    found = Session.objects.filter(starts_at__lt=end, ends_at__gt=start)
    return list(with_hands(found).order_by("starts_at", "group__name", "pk"))


def gaps(start: datetime, end: datetime) -> QuerySet[Session]:
    """Sessions that begin between the two with fewer facilitators than a session has; those with nobody first."""
    coming = Session.objects.going_ahead().filter(starts_at__gte=start, starts_at__lt=end)
    open_ = with_hands(coming).filter(in_hands__lt=PLACES)
    return open_.order_by("in_hands", "starts_at", "pk")


def with_hands(sessions: SessionQuerySet) -> QuerySet[Any]:
    """Adds `group_name`, and `in_hands`: how many facilitate each session, or would, where nothing is laid down yet.

    `staffing.access.holders` says the same with names; a test compares the two.
    """
    duties = standing(Duty.objects.filter(session=OuterRef("pk"))).order_by()
    usual = Membership.objects.present().facilitators().staying().filter(group=OuterRef("group")).order_by()
    holding = duties.filter(state=DutyState.HOLDS).values("session").annotate(n=Count("pk")).values("n")
    would = usual.values("group").annotate(n=Count("pk")).values("n")
    return sessions.only(*FACTS).annotate(
        group_name=F("group__name"),
        in_hands=Case(
            When(Exists(duties), then=Coalesce(Subquery(holding), 0)),
            default=Least(Coalesce(Subquery(would), 0), Value(PLACES)),
            output_field=IntegerField(),
        ),
    )


def seats_in_several(groups: set[UUID]) -> list[tuple[UUID, UUID, str]]:
    """The seats (person, group, name) of those who facilitate several groups, and are here; in these groups."""
    seats = Membership.objects.present().facilitators().staying()
    several = seats.values("user").annotate(n=Count("pk")).filter(n__gt=1).values("user")
    found = seats.filter(user__in=several).order_by("user", "pk").values_list("user_id", "group_id", "name")
    return [one for one in found if one[1] in groups]


def with_room(start: datetime, end: datetime) -> QuerySet[User]:
    """Those who could hold one group more, or may be asked to stand in; whose groups meet least, first.

    Each has `holds` (how many groups) and `meets` (how often these meet between the two).
    """
    seats = Membership.objects.present().facilitators().staying().filter(user=OuterRef("pk")).order_by()
    holds = seats.values("user").annotate(n=Count("pk")).values("n")
    hours = {"group__sessions__starts_at__gte": start, "group__sessions__starts_at__lt": end}
    within = Q(group__sessions__state=SessionState.PLANNED, **hours)
    meets = seats.values("user").annotate(n=Count("group__sessions", filter=within)).values("n")
    people = User.objects.filter(Q(stands_in=True) | Exists(seats), is_active=True).annotate(
        holds=Coalesce(Subquery(holds), 0), meets=Coalesce(Subquery(meets), 0)
    )
    free = people.filter(Q(stands_in=True) | Q(holds__lt=F("most_groups")))
    return free.order_by("meets", "holds", "chosen_name", "pk")
