"""Pages of asking for a seat, and of answering."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.joining import access, actions, policy
from groups.joining.forms import AskForm, FirstAskForm
from groups.membership.access import group_for, memberships_of
from groups.membership.actions import NameIsTaken
from groups.membership.models import Membership, SupportGroup
from groups.people.access import signed_in
from groups.people.models import User
from groups.people.names import gives_away


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The requests of a group: its facilitators read them, everybody else may add theirs."""
    user = signed_in(request)
    group = group_for(user, group_id)
    facilitator = memberships_of(user).facilitators().filter(group=group).first()
    if facilitator is not None:
        return _to_answer(request, facilitator)
    asked = group.requests.open().filter(user=user).first()
    if asked is not None:
        return redirect("joining:request", asked.pk)
    return _ask(request, group, user)


def _to_answer(request: HttpRequest, facilitator: Membership) -> HttpResponse:
    group = facilitator.group
    context = {
        "group": group,
        "asked": group.requests.open().order_by("asked_at", "pk"),
        "free_seats": policy.standing(facilitator.user, group, group.memberships.current()).free_seats,
    }
    return render(request, "joining/requests.html", context)


def _ask(request: HttpRequest, group: SupportGroup, user: User) -> HttpResponse:
    refusal = policy.why_not_ask(policy.standing(user, group, group.memberships.current()))
    first, initial = isinstance(refusal, policy.NotReady), _name_to_offer(user)
    form = (FirstAskForm if first else AskForm)(request.POST or None, group=group, user=user, initial=initial)
    try:
        if (first or refusal is None) and form.is_valid():
            given = {key: form.cleaned_data[key] for key in ("name", "line")}
            asked = actions.ask(group=group, user=user, now=timezone.now(), has_read=first, **given)
            return redirect("joining:request", asked.pk)
    except policy.CannotAsk as no:
        refusal, first = no, False
    except NameIsTaken as no:
        form.add_error("name", str(no))
    context = {"group": group, "form": form, "refusal": None if first else refusal, "first": first}
    return render(request, "joining/ask.html", context, status=422 if form.errors else 200)


def _name_to_offer(user: User) -> dict[str, str]:
    return {} if gives_away(user.chosen_name, user.email) else {"name": user.chosen_name}


@require_safe
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What I asked for, and where it stands."""
    asked = access.request_for(signed_in(request), request_id)
    return render(request, "joining/request.html", {"asked": asked, "group": asked.group})


@require_POST
def withdrawal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    asked = access.request_for(signed_in(request), request_id)
    try:
        actions.take_back(asked=asked)
    except actions.AlreadyAnswered as no:
        messages.info(request, str(no))
    return redirect("joining:request", asked.pk)


@require_POST
def seat(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Seat the person who asked."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    try:
        actions.seat(asked=asked, by=by, now=timezone.now())
    except (policy.CannotSeat, actions.AlreadyAnswered) as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} has a seat now.").format(name=asked.name))
    return redirect("joining:requests", asked.group_id)


@require_POST
def refusal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Kindly decline."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    try:
        actions.decline(asked=asked, by=by, now=timezone.now())
    except actions.AlreadyAnswered as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} reads a kind answer on their page.").format(name=asked.name))
    return redirect("joining:requests", asked.group_id)
