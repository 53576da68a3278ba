"""The page of an invitation."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups.invitations import access, actions, policy, sentences, standing
from groups.invitations.forms import form_for
from groups.invitations.models import Invitation
from groups.membership.actions import NameIsTaken
from groups.membership.policy import HoldsEnough
from groups.people.models import User


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
    """Read it, whoever follows the link; accept it, signed in, for oneself."""
    found = access.invitation_for(invitation_id, token)
    now = timezone.now()
    over = policy.why_over(found, now=now)
    if over is not None:
        return _over(request, found, over)
    if not isinstance(request.user, User):
        return render(request, "invitations/stranger.html", _words(found))
    try:
        return _page(request, found, request.user, now=now)
    except policy.InvitationIsOver as no:
        return _over(request, found, no)


def _page(request: HttpRequest, found: Invitation, user: User, *, now: datetime) -> HttpResponse:
    name = standing.known_as(found, user)
    form = form_for(found, user, request.POST if request.method == "POST" else None, known_as=name)
    refusal = standing.why_not(found, user, now=now)
    try:
        if refusal is None and form.is_valid():
            return _accepted(request, found, user, form)
    except NameIsTaken as no:
        form.add_error("name", str(no))
    except (policy.CannotAccept, HoldsEnough) as no:
        refusal = no
    context = _words(found) | {"form": form, "known_as": name, "refusal": refusal}
    return render(request, "invitations/invitation.html", context, status=422 if form.errors else 200)


def _accepted(request: HttpRequest, found: Invitation, user: User, form: Form) -> HttpResponse:
    given = form.cleaned_data
    has_read = bool(given.get("adult") and given.get("understood"))
    actions.accept(invitation=found, user=user, name=given.get("name", ""), has_read=has_read, now=timezone.now())
    messages.success(request, sentences.welcome(found))
    return redirect(sentences.next_page(found))


def _over(request: HttpRequest, found: Invitation, over: policy.InvitationIsOver) -> HttpResponse:
    mine = request.user.is_authenticated and found.accepted_by_id == request.user.pk
    words = _("You have accepted this invitation.") if mine else str(over)
    return render(request, "invitations/over.html", {"words": words}, status=410)


def _words(found: Invitation) -> dict[str, object]:
    return {"invitation": found, "group": found.group, "told": sentences.told(found)}
