"""One group, for those who hold it: its people, what waits, a word to everybody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.facilitation import access, pages, policy
from groups.facilitation.actions import announcements as actions
from groups.facilitation.forms import AnnouncementForm
from groups.membership.access import facilitator_for, membership_for
from groups.membership.models import Membership
from groups.people.access import signed_in


@require_safe
def roster(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who belongs to the group, and what waits for me there."""
    by = facilitator_for(request.user, group_id)
    context = {"roster": pages.roster(by, now=timezone.now()), "group": by.group, "by": by}
    return render(request, "facilitation/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What was written to everybody; facilitators write here too."""
    seat, now = membership_for(request.user, group_id), timezone.now()
    if not seat.is_facilitator:
        if request.method == "POST":
            raise Http404
        return render(request, "facilitation/announcements_of_member.html", _written(seat))
    form = AnnouncementForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            actions.announce(by=seat, words=form.cleaned_data["words"], now=now)
            messages.success(request, _("It stands here for everybody. Mails go out that there is something to read."))
            return redirect("facilitation:announcements", group_id)
    except policy.CannotAnnounce as no:
        form.add_error(None, str(no))
    context = _written(seat) | {"form": form, "readers": pages.readers(seat)}
    return render(request, "facilitation/announcements.html", context, status=422 if form.errors else 200)


def _written(seat: Membership) -> dict[str, object]:
    written = access.announcements_for(seat, now=timezone.now())
    return {"announcements": written, "group": seat.group, "mine": seat}


@require_POST
def announcement_back(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """Take one back: it is gone for everybody."""
    written, by = access.announcement_to_take_back(signed_in(request), announcement_id)
    actions.take_back(announcement=written, by=by, now=timezone.now())
    messages.success(request, _("It is taken back. Nobody can read it any more."))
    return redirect("facilitation:announcements", written.group_id)
