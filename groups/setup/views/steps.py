"""The steps of setting up a group. Each saves, in any order, and can be changed afterwards on the same page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groups.invitations.actions import withdraw
from groups.invitations.models import Invitation
from groups.invitations.policy import CannotInvite, InvitationIsOver
from groups.membership.actions import NameIsTaken, publish_agreement
from groups.membership.models import SupportGroup
from groups.people.access import for_admins, signed_in
from groups.setup import access, actions, pages, policy
from groups.setup.forms.facts import FactsForm
from groups.setup.forms.notes import NotesForm
from groups.setup.forms.people import AgreementForm, FacilitatorForm
from groups.setup.forms.plan import PlanForm

READ_OR_SAVE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SAVE)
@for_admins
def facts(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What the group says about itself, and its numbers."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    form = FactsForm(_posted(request), group=group, has_words=access.has_words(group))
    if form.is_valid():
        try:
            actions.change(group=group, facts=form.facts(), by=signed_in(request), now=now)
        except policy.TooFewSeats as no:
            form.add_error("capacity", str(no))
        else:
            return _saved(request, group, "facts")
    return _page(request, group, "facts", form=form)


@require_http_methods(READ_OR_SAVE)
@for_admins
def notes(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """When the group's notes come. What waits to be sent follows within a minute."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    form = NotesForm(_posted(request), group=group)
    if form.is_valid():
        actions.change(group=group, facts=form.cleaned_data, by=signed_in(request), now=now)
        messages.success(request, _("Saved."))
        return redirect("setup:notes", group.pk)
    context = {**pages.around(group, here="notes"), "form": form}
    return render(request, "setup/timing.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_SAVE)
@for_admins
def plan(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The steps of a session; every button saves."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    before = access.plan(group)
    form = PlanForm(_posted(request), plan=before)
    if form.is_valid():
        actions.set_plan(group=group, plan=form.steps(), by=signed_in(request), now=now)
        if request.POST.get("do", "save") != "save":
            return redirect(f"{pages.address('plan', group)}#steps")
        return _saved(request, group, "plan")
    total = sum(step.minutes for step in before)
    return _page(request, group, "plan", form=form, total=total, hours=list(access.hours(group, now=now)))


@require_http_methods(READ_OR_SAVE)
@for_admins
def agreement(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What everybody says yes to. Other words are a new version; the same words change nothing."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    stands = access.agreement(group)
    initial = {"brief": stands.brief, "words": stands.words} if stands else {}
    form = AgreementForm(_posted(request), initial=initial)
    if form.is_valid():
        publish_agreement(group=group, by=signed_in(request), now=now, **form.cleaned_data)
        return _saved(request, group, "agreement")
    return _page(request, group, "agreement", form=form, stands=stands)


@require_http_methods(READ_OR_SAVE)
@for_admins
def facilitators(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who holds the group, who was asked to, and a form to ask one more."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    form = FacilitatorForm(_posted(request))
    if form.is_valid():
        try:
            asked = actions.ask_to_facilitate(group=group, by=signed_in(request), now=now, **form.cleaned_data)
        except (CannotInvite, NameIsTaken) as no:
            form.add_error("address", str(no))
        else:
            is_invited = isinstance(asked, Invitation)
            messages.success(request, _("They were invited.") if is_invited else _("They facilitate this group now."))
            return redirect("setup:facilitators", group.pk)
    here, waiting = list(access.facilitators(group)), list(access.invitations(group, now=now))
    return _page(request, group, "facilitators", form=form, here=here, waiting=waiting)


@require_POST
@for_admins
def facilitator_end(request: HttpRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Somebody facilitates the group no longer."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    seat = access.facilitator(group, membership_id)
    try:
        actions.let_go(membership=seat, by=signed_in(request), now=now)
    except policy.IsTheLast as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} facilitates this group no longer.").format(name=seat.name))
    return redirect("setup:facilitators", group.pk)


@require_POST
@for_admins
def invitation_end(request: HttpRequest, group_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    invitation = access.invitation(group, invitation_id)
    try:
        withdraw(invitation=invitation, by=signed_in(request), now=now)
    except InvitationIsOver as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("The invitation was taken back."))
    return redirect("setup:facilitators", group.pk)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _saved(request: HttpRequest, group: SupportGroup, step: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(pages.following(step, group, done=not group.is_published))


def _page(request: HttpRequest, group: SupportGroup, step: str, *, form: object, **more: object) -> HttpResponse:
    context = {**pages.around(group, here=step), "form": form, **more}
    return render(request, f"setup/{step}.html", context, status=422 if getattr(form, "errors", None) else 200)
