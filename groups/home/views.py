"""The pages that read across domains: the start, the directory, a group, my sessions, one session."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from groups.home import pages, preview
from groups.home.access import session_for
from groups.home.directory import is_tidy, listing, loosened, read
from groups.home.meeting import meeting
from groups.home.strip import strips
from groups.membership.access import group_for, memberships_of
from groups.membership.models import SupportGroup
from groups.people.access import signed_in
from groups.people.models import User
from groups.schedule.access import notes_of


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
    """The groups that everybody may read about, by what somebody looks for."""
    now, search = timezone.now(), read(request.GET, user=request.user)
    if not is_tidy(request.GET):
        return redirect(search.address(page=search.page))
    found, has_more = listing(search, user=request.user, now=now)
    looser = [] if found else loosened(search, user=request.user, now=now)
    context = {"search": search, "cards": found, "has_more": has_more, "looser": looser}
    return render(request, "home/directory.html", context)


@require_safe
@login_not_required
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Honest facts about one group, and what the reader is to it."""
    found = group_for(request.user, group_id)
    page = preview.group_page(found, user=request.user, now=timezone.now())
    context = {"page": page, "card": page.card, "group": found, "mine": page.mine, "refusal": page.refusal}
    return render(request, "home/group.html", context)


@require_safe
@login_not_required
def preview_of_room(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What the group's room looks like, and the steps towards it, each of which may be skipped (S0-15, S1-10)."""
    found = group_for(request.user, group_id)
    context = {"room": preview.picture(found, user=request.user), "group": found}
    return render(request, "home/preview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def practice(request: HttpRequest) -> HttpResponse:
    """A room with nobody in it, in which everything can be tried. Nothing is kept."""
    return _practice(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def practice_of_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The same on the way to one group: it leads back to it, and its rules stand there."""
    return _practice(request, group_for(request.user, group_id))


def _practice(request: HttpRequest, group: SupportGroup | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    room = preview.practice(request.path, posted, now=timezone.now())
    context = {
        "practice": room,
        "page": room.page,
        "membership": room.membership,
        "unsent": room.unsent,
        "group": group,
        "refusals": preview.refusals(),
    }
    refused = room.unsent is not None or room.refused
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "home/practice.html", context, status=status)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """When the next is, who will be there, and where I have been."""
    user = signed_in(request)
    page, past = pages.past(user, page=request.GET.get("page"))
    seats = list(memberships_of(user).order_by("group__name", "pk"))
    coming = pages.coming([one for one in seats if not one.is_paused], now=timezone.now())
    notes = notes_of(user, [*(one.session for one in coming), *(one.session for one in past)])
    steady = strips([one.group_id for one in seats], now=timezone.now())
    context = {"seats": seats, "coming": coming, "past": past, "page": page, "notes": notes, "strips": steady}
    return render(request, "home/sessions.html", context)


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session: when, who facilitates, the plan, what I can today."""
    found, mine = session_for(request.user, session_id)
    context = {"meeting": meeting(found, mine, now=timezone.now()), "group": found.group, "session": found}
    return render(request, "home/session.html", context)
