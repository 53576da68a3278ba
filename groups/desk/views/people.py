"""Those who hold groups or have a role: who they are to the organisation, what they have learned, invitations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.desk import access, pages, policy
from groups.desk.actions import people as actions
from groups.desk.forms import NONE, InviteForm, RoleForm, TrainingForm
from groups.invitations import actions as invitations
from groups.invitations.access import waiting_invitation
from groups.invitations.models import InvitedAs
from groups.invitations.policy import CannotInvite, InvitationIsOver
from groups.people.access import for_admins, signed_in
from groups.people.models import Role, User


@require_safe
@for_admins
def people(request: HttpRequest) -> HttpResponse:
    """Those with a role, and those who facilitate. Members are nowhere listed."""
    page, shown = pages.people(page=request.GET.get("page"), today=timezone.localdate())
    return render(request, "desk/people.html", {"page": page, "people": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One of them; what is posted is their role."""
    user, by = access.person(person_id), signed_in(request)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": user.role or NONE})
    if form.is_valid():
        return _role(request, user, by, form.chosen)
    return _person(request, user, role_form=form)


def _role(request: HttpRequest, user: User, by: User, role: Role) -> HttpResponse:
    try:
        actions.give_role(user=user, role=role, by=by, now=timezone.now())
    except policy.CannotChange as no:
        messages.warning(request, str(no))
        return redirect("desk:people")
    messages.success(request, _("{name}: the role is kept.").format(name=user.chosen_name or user.email))
    # Whoever neither has a role nor holds a group has no page here any more.
    return redirect("desk:people")


def _person(request: HttpRequest, user: User, **forms: object) -> HttpResponse:
    [facts] = pages.with_facts([user], today=timezone.localdate())
    context = {
        "person": facts,
        "may_change": policy.may_change(signed_in(request), user),
        "role_form": RoleForm(initial={"role": user.role or NONE}),
        "training_form": TrainingForm(),
    }
    context |= forms
    has_errors = any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "desk/person.html", context, status=422 if has_errors else 200)


@require_POST
@for_admins
def training(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Add what somebody has learned."""
    user, form = access.person(person_id), TrainingForm(request.POST)
    if not form.is_valid():
        return _person(request, user, training_form=form)
    actions.add_training(user=user, by=signed_in(request), now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The training is kept."))
    return redirect("desk:person", user.pk)


@require_POST
@for_admins
def training_removal(request: HttpRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """Take a record away."""
    record = access.training_of(person_id, record_id)
    actions.remove_training(record=record, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The record is gone."))
    return redirect("desk:person", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def deactivation(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close somebody's account, after a look at what that means."""
    user, by = access.person(person_id), signed_in(request)
    if request.method != "POST":
        [facts] = pages.with_facts([user], today=timezone.localdate())
        may = policy.may_change(by, user)
        return render(request, "desk/deactivation.html", {"person": facts, "may_change": may})
    try:
        actions.deactivate(user=user, by=by, now=timezone.now())
    except policy.CannotChange as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("The account is closed, and signed out everywhere."))
    return redirect("desk:people")


@require_POST
@for_admins
def reactivation(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open it again."""
    user = access.person(person_id)
    try:
        actions.reactivate(user=user, by=signed_in(request), now=timezone.now())
    except policy.CannotChange as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("The account is open again."))
    return redirect("desk:people")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def invite(request: HttpRequest) -> HttpResponse:
    """Ask an address to take a part; below, the invitations that wait."""
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"group": request.GET.get("group")})
    try:
        if form.is_valid():
            return _invited(request, form)
    except CannotInvite as no:
        form.add_error(None, str(no))
    page = pages.waiting(page=request.GET.get("page"))
    context = {"form": form, "page": page, "now": timezone.now()}
    return render(request, "desk/invitations.html", context, status=422 if form.errors else 200)


def _invited(request: HttpRequest, form: InviteForm) -> HttpResponse:
    given = form.cleaned_data
    made = invitations.invite(
        address=given["address"],
        invited_as=InvitedAs(given["invited_as"]),
        group=given["group"],
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("An invitation is on its way to {address}.").format(address=made.address))
    return redirect("desk:invitations")


@require_POST
@for_admins
def withdrawal(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    found = waiting_invitation(invitation_id)
    try:
        invitations.withdraw(invitation=found, by=signed_in(request), now=timezone.now())
    except InvitationIsOver as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("desk:invitations")
