"""Days on which no group meets: what follows is shown before anything is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groups.desk import access, pages
from groups.desk.actions import holidays as actions
from groups.desk.forms import HolidayForm
from groups.desk.policy import HolidayIsGone
from groups.organisation.models import Holiday
from groups.people.access import for_admins, signed_in
from groups.schedule.forms.looking import mark_of, was_shown


@require_safe
@for_admins
def holidays(request: HttpRequest) -> HttpResponse:
    """All of them, those to come first."""
    today, found = timezone.localdate(), list(access.holidays())
    coming = [one for one in found if one.last_on >= today]
    context = {"coming": coming, "past": [one for one in reversed(found) if one.last_on < today]}
    return render(request, "desk/holidays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def new_holiday(request: HttpRequest) -> HttpResponse:
    """Add one."""
    return _kept(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def holiday(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    """Change one."""
    return _kept(request, access.holiday(holiday_id))


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def holiday_removal(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    """Take one back, after a look at what that means."""
    now, found = timezone.now(), access.holiday(holiday_id)
    if request.method != "POST":
        what = pages.what_follows(found, None, now=now)
        return render(request, "desk/holiday_removal.html", {"holiday": found, "what": what})
    actions.remove(holiday=found, by=signed_in(request), now=now)
    messages.success(request, _("{name} is no holiday any more.").format(name=found.name))
    return redirect("desk:holidays")


def _kept(request: HttpRequest, found: Holiday | None) -> HttpResponse:
    now = timezone.now()
    initial = {name: getattr(found, name) for name in actions.FACTS} if found else {}
    form = HolidayForm(_sent(request), initial=initial, today=timezone.localdate(now))
    what, mark = None, ""
    if form.is_valid():
        days = (form.cleaned_data["first_on"], form.cleaned_data["last_on"])
        what = pages.what_follows(found, days, now=now)
        mark = mark_of(days, what.marks)
        if what.is_nothing or was_shown(request.POST, mark):
            return _keep(request, found, form)
    context = {"form": form, "holiday": found, "what": what, "mark": mark}
    return render(request, "desk/holiday.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, found: Holiday | None, form: HolidayForm) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    try:
        if found is None:
            actions.add(given=form.cleaned_data, by=by, now=now)
        else:
            actions.change(holiday=found, given=form.cleaned_data, by=by, now=now)
    except HolidayIsGone as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("Kept. The sessions follow within a minute or two."))
    return redirect("desk:holidays")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
