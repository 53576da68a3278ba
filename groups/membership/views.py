"""Pages of belonging to a group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups.membership import access, actions, policy
from groups.people.access import wish_about
from groups.people.actions import ListIsFull, keep_apart
from groups.people.forms import ApartLabelForm


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


@require_http_methods(["GET", "HEAD", "POST"])
def keeping_apart(request: HttpRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Never be seated in another group with somebody of this one. They are not told, here or anywhere."""
    mine = access.membership_for(request.user, group_id)
    them = access.fellow_for(mine, membership_id)
    form = ApartLabelForm(request.POST or None, initial={"label": them.name})
    if form.is_valid():
        try:
            keep_apart(owner=mine.user, other=them.user, seat=them.pk, now=timezone.now(), **form.cleaned_data)
        except ListIsFull as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("You will not be seated together in another group."))
            return redirect("people:apart")
    context = {"group": mine.group, "them": them, "form": form, "wish": wish_about(mine.user, them.pk)}
    return render(request, "membership/keeping_apart.html", context, status=422 if form.errors else 200)
