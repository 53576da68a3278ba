"""What waits for a look: reports and held messages in one line, the urgent ones first, then the oldest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Value, When

from groups.people.models import User
from moderation.decisions import policy, sentences
from moderation.decisions.models import Decision
from moderation.decisions.policy import Decider
from moderation.decisions.ways import ON_HOLD, ON_REPORT, Way, open_to
from moderation.holds.models import Hold
from moderation.reports.models import Behaviour, Report

ON_A_PAGE = 20
LATELY = timedelta(days=7)
MOST_DECIDED = 10
USUAL = {sentences.CONTACT: Behaviour.CONTACT, sentences.CARE: Behaviour.SAFETY}


@dataclass(frozen=True)
class Item:
    """A report or a hold, and what this person can do about it."""

    since: datetime
    is_urgent: bool
    ways: list[Way]
    report: Report | None = None
    hold: Hold | None = None

    @property
    def usual_reason(self) -> str:
        """What is chosen beforehand as the reason for keeping held words; another may be chosen."""
        return USUAL.get(self.hold.reason if self.hold else "", Behaviour.OTHER)


@dataclass(frozen=True)
class Line:
    """One page of what waits."""

    items: list[Item]
    page: int
    has_more: bool


def waiting(user: User, by: Decider, *, page: int) -> Line:
    """The page of the line that this person looks at; pages count from 1."""
    upto = ON_A_PAGE * page
    items = [*_holds(user, by, most=upto + 1), *_reports(user, by, most=upto + 1)]
    items.sort(key=lambda item: (not item.is_urgent, item.since))
    return Line(items[upto - ON_A_PAGE : upto], page, has_more=len(items) > upto)


def _holds(user: User, by: Decider, *, most: int) -> list[Item]:
    holds = Hold.objects.in_sight_of(user).waiting().select_related("message__author__group")
    return [
        Item(hold.held_at, hold.page, open_to(by, ON_HOLD, hold), hold=hold)
        for hold in holds.order_by("-page", "held_at", "pk")[:most]
    ]


def _reports(user: User, by: Decider, *, most: int) -> list[Item]:
    urgent_first = Case(When(behaviour=Behaviour.SAFETY, then=Value(0)), default=Value(1))
    reports = Report.objects.in_sight_of(user).open()
    reports = reports.select_related("subject__group__room__session", "message__author")
    return [
        Item(report.made_at, report.behaviour == Behaviour.SAFETY, open_to(by, ON_REPORT, report), report=report)
        for report in reports.order_by(urgent_first, "made_at", "pk")[:most]
    ]


def decided_lately(user: User, by: Decider, *, now: datetime) -> list[Decision]:
    """Decisions of the last days that this person may undo, the newest first."""
    decisions = Decision.objects.in_sight_of(user).standing().filter(decided_at__gt=now - LATELY)
    decisions = decisions.filter(kind__in=policy.UNDOABLE).select_related(
        "subject__group", "session", "message__author"
    )
    newest = decisions.order_by("-decided_at", "pk")[:MOST_DECIDED]
    return [decision for decision in newest if policy.can(policy.check_can_undo, by, decision)]
