"""Handing a group over: to ask, to answer, to take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.facilitation import access, pages, policy
from groups.facilitation.actions import handovers as actions
from groups.facilitation.forms import ComingForm, HandoverForm
from groups.facilitation.models import Handover
from groups.membership.access import facilitator_for
from groups.membership.actions import NameIsTaken
from groups.people.access import signed_in
from groups.people.models import User
from groups.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """My own leaving: what is planned, or whom I would like to ask."""
    mine, now = facilitator_for(request.user, group_id), timezone.now()
    handover = access.last_handover_of(mine)
    form = HandoverForm(request.POST or None, mine=mine, others=access.others_who_hold(mine), now=now)
    try:
        if request.method == "POST" and form.is_valid():
            actions.propose(leaving=mine, now=now, **form.to_propose())
            messages.success(request, _("Asked. They find it on their page, and the answer will stand here."))
            return redirect("facilitation:handovers", group_id)
    except policy.CannotPropose as no:
        form.add_error(None, str(no))
    context = {"group": mine.group, "mine": mine, "handover": handover, "form": form, "now": now}
    return render(request, "facilitation/handovers.html", context, status=422 if form.errors else 200)


@require_safe
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """What somebody asks of me: to go on with their group."""
    user = signed_in(request)
    asked = access.handover_asked_of(user, handover_id, now=timezone.now())
    return _asked(request, asked, user, ComingForm(group=asked.group, user=user))


@require_POST
def acceptance(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Say yes."""
    user, now = signed_in(request), timezone.now()
    asked = access.handover_asked_of(user, handover_id, now=now)
    form = ComingForm(request.POST, group=asked.group, user=user)
    is_here = access.holds(user, asked.group)
    try:
        if is_here or form.is_valid():
            actions.accept(handover=asked, user=user, name="" if is_here else form.cleaned_data["name"], now=now)
            messages.success(request, _("Thank you. You hold this group now, and everybody in it is told."))
            return redirect("facilitation:roster", asked.group_id)
    except NameIsTaken as no:
        form.add_error("name", str(no))
    except Refused as no:
        messages.warning(request, str(no))
        return redirect("facilitation:load")
    return _asked(request, asked, user, form)


@require_POST
def refusal(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Say "not now"."""
    user, now = signed_in(request), timezone.now()
    asked = access.handover_asked_of(user, handover_id, now=now)
    try:
        actions.decline(handover=asked, user=user, now=now)
    except policy.AlreadySettled as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("That is fine. They are told, without a reason."))
    return redirect("facilitation:load")


@require_POST
def withdrawal(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Take my plan back."""
    mine = access.handover_of(signed_in(request), handover_id)
    try:
        actions.withdraw(handover=mine, by=mine.leaving, now=timezone.now())
    except policy.AlreadySettled as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("It is taken back. You hold this group as before."))
    return redirect("facilitation:handovers", mine.group_id)


def _asked(request: HttpRequest, asked: Handover, user: User, form: ComingForm) -> HttpResponse:
    context = {
        "asked": pages.asked(asked, user, now=timezone.now()),
        "handover": asked,
        "group": asked.group,
        "form": form,
    }
    return render(request, "facilitation/handover.html", context, status=422 if form.errors else 200)
