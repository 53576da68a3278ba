"""Who holds one session, for those who facilitate its group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups.people.access import signed_in
from groups.staffing import access, pages, policy
from groups.staffing.actions import hands
from groups.staffing.forms import GivingUpForm


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who holds it, who is asked, and what I can do."""
    meeting, mine = access.session_to_staff(signed_in(request), session_id)
    shown = pages.staffing(meeting, mine, now=timezone.now())
    return _page(request, shown, GivingUpForm(others=shown.others))


@require_POST
def duty(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """I hold it, after all or instead of somebody."""
    meeting, mine = access.session_to_staff(signed_in(request), session_id)
    try:
        hands.hold(session=meeting, seat=mine, now=timezone.now())
    except policy.CannotStaff as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("You hold this session. Thank you."))
    return redirect("staffing:session", session_id)


@require_POST
def duty_end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """I cannot come."""
    meeting, mine = access.session_to_staff(signed_in(request), session_id)
    shown = pages.staffing(meeting, mine, now=timezone.now())
    form = GivingUpForm(request.POST, others=shown.others)
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        hands.give_up(session=meeting, seat=mine, first=form.first_asked(), now=timezone.now())
    except policy.CannotStaff as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("That is fine. What happens now stands on this page."))
    return redirect("staffing:session", session_id)


def _page(request: HttpRequest, shown: pages.Staffing, form: GivingUpForm) -> HttpResponse:
    context = {"shown": shown, "session": shown.session, "group": shown.session.group, "form": form}
    return render(request, "staffing/session.html", context, status=422 if form.errors else 200)
