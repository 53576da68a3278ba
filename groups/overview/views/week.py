"""The week of all groups, for admins."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.overview import pages
from groups.overview.week import monday_of
from groups.people.access import for_admins


@require_safe
@for_admins
def week(request: HttpRequest) -> HttpResponse:
    """All sessions of the week in which a day (`from`) falls; this week, where none is asked for."""
    now = timezone.now()
    monday = monday_of(_day(request.GET.get("from")) or timezone.localdate(now))
    shown, staffing = pages.read(monday, _day(request.GET.get("day")), now=now)
    return render(request, "overview/week.html", {"week": shown, "staffing": staffing})


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
