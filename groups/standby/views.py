"""Pages of coming to one session while one waits for a seat."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.joining.models import RequestState
from groups.membership.actions import AgreementIsNewer
from groups.people.access import signed_in
from groups.standby import access, actions, pages, policy
from groups.standby.forms import YesForm


@require_safe
def sessions(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The next sessions of the group that I wait for, and to which of them I would come."""
    asked = access.request_of(signed_in(request), request_id)
    if asked.state != RequestState.WAITING:
        return redirect("joining:request", asked.pk)
    refusal = policy.why_not_wish(asked)
    chances = [] if refusal else pages.chances(asked, now=timezone.now())
    context = {"asked": asked, "group": asked.group, "chances": chances, "refusal": refusal}
    return render(request, "standby/sessions.html", context)


@require_POST
def wish(request: HttpRequest, request_id: UUID, session_id: UUID) -> HttpResponse:
    """I would come to this one."""
    asked = access.request_of(signed_in(request), request_id)
    session = access.session_of(asked, session_id)
    try:
        made = actions.wish(asked=asked, session=session, now=timezone.now())
    except policy.CannotWish as no:
        messages.info(request, str(no))
        return redirect("standby:sessions", asked.pk)
    return redirect("standby:offer", made.pk)


@never_cache
@require_safe
def offer(request: HttpRequest, standby_id: UUID) -> HttpResponse:
    """What became of it: I wait, a seat is kept for me, I sit in, or there was none."""
    found = access.wish_of(signed_in(request), standby_id)
    now = timezone.now()
    context = {"place": pages.place(found, now=now), "group": found.request.group, "session": found.session}
    return render(request, "standby/offer.html", context | {"asked": found.request, "wish": found})


@require_POST
def acceptance(request: HttpRequest, standby_id: UUID) -> HttpResponse:
    """Yes, I come."""
    found = access.wish_of(signed_in(request), standby_id)
    try:
        actions.take(wish=found, agreed=YesForm(request.POST).version, now=timezone.now())
    except (policy.CannotTake, AgreementIsNewer) as no:
        messages.info(request, str(no))
    else:
        messages.success(request, _("There is a seat for you today. Come as you are; quietly is fine."))
    return redirect("standby:offer", found.pk)


@require_POST
def withdrawal(request: HttpRequest, standby_id: UUID) -> HttpResponse:
    """Not this one, whenever I say it."""
    found = access.wish_of(signed_in(request), standby_id)
    actions.let_go(wish=found, now=timezone.now())
    messages.success(request, _("That is fine. Your place in line stays."))
    return redirect("joining:request", found.request_id)
