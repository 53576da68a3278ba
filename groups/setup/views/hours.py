"""When a group meets: its hours, the sessions that follow from them, and what a change of an hour comes to."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groups.membership.models import SupportGroup
from groups.people.access import for_admins, signed_in
from groups.schedule.facts import Hand
from groups.schedule.forms.looking import was_shown
from groups.schedule.models import Series
from groups.schedule.policy import CannotDoNow, can_change, can_restore
from groups.setup import access, actions, pages, policy
from groups.setup.forms.hours import ChangeHourForm, HourForm, LastDayForm

READ_OR_SAVE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SAVE)
@for_admins
def hours(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """When the group meets, which sessions follow from it, and a form for one hour more."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    minutes = sum(step.minutes for step in access.plan(group))
    initial = {"minutes": minutes or 60, "every_weeks": 1, "time_zone": group.time_zone}
    form = HourForm(_posted(request), now=now, initial=initial)
    if form.is_valid():
        try:
            series = Series(group=group, **form.cleaned_data)
            actions.start(series=series, by=signed_in(request), now=now)
        except CannotDoNow as no:
            form.add_error("at", str(no))
        else:
            messages.success(request, _("Its sessions are laid for the coming eight weeks."))
            return redirect("setup:hours", group.pk)
    context = {**pages.hours_of(group, now=now), "coming": access.coming(group, now=now)}
    return _page(request, group, "hours", form=form, **context)


@require_http_methods(READ_OR_SAVE)
@for_admins
def hour(request: HttpRequest, group_id: UUID, series_id: UUID) -> HttpResponse:
    """Another rhythm, for one session and all later ones, or for all: what it comes to is shown first."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    series = access.hour(group, series_id)
    coming = access.days_to_come(series, now=now)
    form = ChangeHourForm(_posted(request), series=series, coming=coming, now=now, since=request.GET.get("from", ""))

    def act() -> None:
        first_day, rule = form.cleaned_data["first_day"], form.rule()
        actions.change_hour(series=series, first_day=first_day, rule=rule, by=signed_in(request), now=now)

    outcome, is_done = _looked(request, group, form, act)
    if is_done:
        messages.success(request, _("The hour has changed. Everybody with a seat is told once, of all of it."))
        return redirect("setup:sessions", group.pk)
    return _page(request, group, "hour", form=form, outcome=outcome, hour=pages.Hour.of(series))


@require_http_methods(READ_OR_SAVE)
@for_admins
def hour_end(request: HttpRequest, group_id: UUID, series_id: UUID) -> HttpResponse:
    """Give an hour its last day; one that nobody knows of is simply taken back."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    series = access.hour(group, series_id)
    if request.POST.get("do") == "drop":
        return _dropped(request, group, series)
    last = series.ends_on or max(access.days_to_come(series, now=now), default=now.date())
    form = LastDayForm(_posted(request), initial={"ends_on": last})

    def act() -> None:
        actions.stop(series=series, ends_on=form.cleaned_data["ends_on"], by=signed_in(request), now=now)

    outcome, is_done = _looked(request, group, form, act)
    if is_done:
        messages.success(request, _("The hour has its last day. Everybody with a seat is told once."))
        return redirect("setup:sessions", group.pk)
    return _page(request, group, "hour_end", form=form, outcome=outcome, hour=pages.Hour.of(series))


@require_safe
@for_admins
def sessions(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The sessions that are laid, each with what can be done about it."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    shown = Paginator(access.ahead(group, now=now), pages.A_PAGE).get_page(request.GET.get("page"))
    by = Hand.admin(signed_in(request))
    lines = [(one, can_change(one, by, now=now), can_restore(one, by, now=now)) for one in shown]
    return _page(request, group, "sessions", form=None, lines=lines, page=shown)


def _dropped(request: HttpRequest, group: SupportGroup, series: Series) -> HttpResponse:
    try:
        actions.drop(series=series, by=signed_in(request), now=timezone.now())
    except (policy.PeopleWereTold, CannotDoNow) as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("The hour is taken back, and its sessions with it."))
    return redirect("setup:hours", group.pk)


def _looked(
    request: HttpRequest, group: SupportGroup, form: forms.BaseForm, act: Callable[[], None]
) -> tuple[pages.Outcome | None, bool]:
    """What an act comes to, and whether it was done: it is when just that was shown before."""
    if not form.is_valid():
        return None, False
    ahead = partial(access.ahead, group, now=timezone.now())
    try:
        with actions.alone_with(group=group):
            before = list(ahead())
            with actions.rehearsal():
                act()
                outcome = pages.Outcome.of(before, list(ahead()), given=form.cleaned_data)
            is_done = was_shown(request.POST, outcome.mark)
            if is_done:
                act()
    except CannotDoNow as no:
        form.add_error(None, str(no))
        return None, False
    return outcome, is_done


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, group: SupportGroup, name: str, *, form: object, **more: object) -> HttpResponse:
    context = {**pages.around(group, here="hours"), "form": form, **more}
    return render(request, f"setup/{name}.html", context, status=422 if getattr(form, "errors", None) else 200)
