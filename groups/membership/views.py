"""Pages of belonging to a group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups.membership import access, actions, policy


@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Leave a group, in one tap and without a reason."""
    mine = access.membership_for(request.user, group_id)
    if request.method != "POST":
        return render(request, "membership/leaving.html", {"group": mine.group})
    try:
        actions.leave(membership=mine, now=timezone.now())
    except policy.CannotLeave as no:
        messages.warning(request, str(no))
        return redirect("home:group", group_id)
    messages.success(request, _("You have left {group}. You may ask for a seat again.").format(group=mine.group.name))
    return redirect("home:start")
