"""What facilitators read about time and about what they carry: how long somebody is here, how many groups."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.facilitation.models import Handover
from groups.facilitation.planning import last_day
from groups.membership.models import Membership

NUMBERS = (
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
)
IN_WEEKS = timedelta(weeks=12)
"""So long weeks say it better than a month's name."""


def number(count: int) -> str:
    """three; above twelve, digits."""
    return str(NUMBERS[count]) if count < len(NUMBERS) else str(count)


def with_us(since: datetime, *, now: datetime) -> str:
    """since this week, for 7 weeks, since March, since March 2024."""
    weeks = (now - since).days // 7
    if weeks < 1:
        return _("since this week")
    if now - since < IN_WEEKS:
        return ngettext("for {weeks} week", "for {weeks} weeks", weeks).format(weeks=weeks)
    began, today = timezone.localtime(since), timezone.localtime(now)
    is_near = (today.year - began.year) * 12 + today.month - began.month < 12
    return _("since {month}").format(month=date_format(began, "F" if is_near else "F Y"))


def load(holds: int, most: int) -> str:
    """You facilitate three groups; your limit is three."""
    say = ngettext(
        "You facilitate {holds} group; your limit is {most}.",
        "You facilitate {holds} groups; your limit is {most}.",
        holds,
    )
    return say.format(holds=number(holds), most=number(most))


def day_words(day: date, zone: str) -> str:
    """Tuesday 24 November 2026 (Europe/London)."""
    return f"{date_format(day, 'l j F Y')} ({zone.replace('_', ' ')})"


def last_day_words(handover: Handover) -> str:
    """The last day of the one who leaves, on the group's clock. Needs the group at hand."""
    zone = handover.group.time_zone
    return day_words(last_day(handover.leaves_at, zone), zone)


def name_of(facilitator: Membership | None) -> str:
    """What the group calls them; somebody whose account was closed has no name any more."""
    return (facilitator.name if facilitator else "") or _("a facilitator")
