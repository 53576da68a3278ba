"""The pages that read across domains: the start, the directory, a group, my sessions, one session."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.home import pages
from groups.home.access import session_for
from groups.home.cards import cards, plan_of, published
from groups.home.meeting import meeting
from groups.home.plan import steps
from groups.joining.policy import standing, why_not_ask
from groups.membership.access import group_for, memberships_of
from groups.people.access import signed_in
from groups.people.models import User

GROUPS_A_PAGE = 24


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """One next thing; for strangers: what this is."""
    if not isinstance(request.user, User):
        return render(request, "home/welcome.html")
    return render(request, "home/start.html", {"page": pages.start_page(request.user, now=timezone.now())})


@require_safe
@login_not_required
def directory(request: HttpRequest) -> HttpResponse:
    """The groups that everybody may read about."""
    shown = Paginator(published(), GROUPS_A_PAGE).get_page(request.GET.get("page"))
    found = cards(shown.object_list, user=request.user, now=timezone.now())
    return render(request, "home/directory.html", {"page": shown, "cards": found})


@require_safe
@login_not_required
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Honest facts about one group, and what the reader is to it."""
    found = group_for(request.user, group_id)
    [card] = cards([found], user=request.user, now=timezone.now())
    context = {
        "card": card,
        "group": found,
        "plan": steps(plan_of(found)),
        "mine": next((one for one in card.people if one.user_id == request.user.pk), None),
        "refusal": why_not_ask(standing(request.user, found, card.people)),
    }
    return render(request, "home/group.html", context)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """When the next is, who will be there, and where I have been."""
    user = signed_in(request)
    page, past = pages.past(user, page=request.GET.get("page"))
    coming = pages.coming(list(memberships_of(user)), now=timezone.now())
    return render(request, "home/sessions.html", {"coming": coming, "past": past, "page": page})


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session: when, who facilitates, the plan, what I can today."""
    found, mine = session_for(request.user, session_id)
    context = {"meeting": meeting(found, mine, now=timezone.now()), "group": found.group, "session": found}
    return render(request, "home/session.html", context)
