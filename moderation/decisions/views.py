"""Pages of those who look after a group, and of those about whom was decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups.people.access import moderators_bring_a_second_factor, signed_in
from groups.people.models import User
from groups.refusals import Refused
from moderation.decisions import access, actions, sentences
from moderation.decisions import queue as line
from moderation.decisions.forms import WayForm
from moderation.decisions.ways import ON_HOLD, ON_REPORT, Choice, Way
from moderation.holds.models import Hold
from moderation.reports.models import Behaviour, Report

FURTHEST_PAGE = 50


@require_safe
@moderators_bring_a_second_factor
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a look."""
    user = signed_in(request)
    by = access.decider_for(user)
    asked = request.GET.get("page", "1")
    page = min(int(asked), FURTHEST_PAGE) if asked.isascii() and asked.isdigit() and int(asked) else 1
    context = {
        "line": line.waiting(user, by, page=page),
        "decided": line.decided_lately(user, by, now=timezone.now()),
        "behaviours": Behaviour.choices,
        "by": by,
    }
    return render(request, "decisions/queue.html", context)


@require_POST
@moderators_bring_a_second_factor
def on_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Decide about a report."""
    user = signed_in(request)
    return _decide(request, user, access.report_to_decide(user, report_id), ON_REPORT)


@require_POST
@moderators_bring_a_second_factor
def on_hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Decide about words that wait."""
    user = signed_in(request)
    return _decide(request, user, access.hold_to_decide(user, hold_id), ON_HOLD)


def _decide(request: HttpRequest, user: User, about: Hold | Report, ways: list[Way]) -> HttpResponse:
    form = WayForm(request.POST, ways=ways)
    if not form.is_valid():
        messages.warning(request, _("Nothing was changed. Choose one of the buttons."))
        return redirect("reports:queue")
    chosen = Choice(about, user, form.cleaned_data["behaviour"], timezone.now())
    try:
        form.chosen.act(chosen)
    except Refused as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, str(form.chosen.done))
    return redirect("reports:queue")


@require_POST
@moderators_bring_a_second_factor
def undoing(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take a decision back."""
    user = signed_in(request)
    decision = access.decision_to_undo(user, decision_id)
    try:
        actions.undo(decision=decision, by=user, now=timezone.now())
    except Refused as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("It is undone, and the person it concerns reads so."))
    return redirect("reports:queue")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What was decided about me, why, and what I can do."""
    decisions = [sentences.told(decision) for decision in access.decisions_about(signed_in(request))]
    return render(request, "decisions/mine.html", {"decisions": decisions})
