"""What facilitators say of themselves, and what they carry."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groups.facilitation import access, pages, policy
from groups.facilitation.actions import own as actions
from groups.facilitation.forms import CardForm, LimitForm
from groups.membership.access import facilitator_for
from groups.people.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What I tell about myself in this group, as others will read it."""
    mine = facilitator_for(request.user, group_id)
    stored = access.card_of(mine)
    form = CardForm(request.POST or None, card=stored)
    if request.method == "POST" and form.is_valid():
        actions.keep_card(membership=mine, **form.cleaned_data)
        messages.success(request, _("Your words are kept. Below you see them as others will, once you show them."))
        return redirect("facilitation:card", group_id)
    context = {"group": mine.group, "membership": mine, "card": stored, "form": form}
    return render(request, "facilitation/card.html", context, status=422 if form.errors else 200)


@require_POST
def showing(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Agree to show the card."""
    mine = facilitator_for(request.user, group_id)
    try:
        actions.show_card(membership=mine, now=timezone.now())
    except policy.CannotShow as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("Your card stands on the group's page now."))
    return redirect("facilitation:card", group_id)


@require_POST
def showing_end(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Take it from everybody's eyes."""
    actions.hide_card(membership=facilitator_for(request.user, group_id))
    messages.success(request, _("Your card is not shown any more. Its words are still yours."))
    return redirect("facilitation:card", group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """The groups that I hold, and how many are enough."""
    user = signed_in(request)
    seats, asked = access.seats_held(user, now=timezone.now())
    form = LimitForm(request.POST or None, initial={"most": user.most_groups})
    if request.method == "POST" and form.is_valid():
        actions.change_limit(user=user, **form.cleaned_data)
        messages.success(request, _("Your limit is kept."))
        return redirect("facilitation:load")
    context = {"load": pages.load(user, seats, asked, now=timezone.now()), "form": form}
    return render(request, "facilitation/load.html", context, status=422 if form.errors else 200)
