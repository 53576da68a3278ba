"""Pages of belonging to a group: my seat, the agreement, a pause, leaving; and giving a seat on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups.membership import access, actions, policy
from groups.membership.forms import AgreeForm, PauseForm, SeatForm, VersionForm
from groups.membership.models import Membership, State
from groups.people.access import wish_about
from groups.people.actions import ListIsFull, keep_apart
from groups.people.forms import ApartLabelForm

TO_THE_ROOM = "room"
page = require_http_methods(["GET", "HEAD", "POST"])


@page
def mine(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """My seat: how I go by in this group, what I agreed to, and every way out."""
    seat = access.membership_for(request.user, group_id)
    form = SeatForm(request.POST if request.method == "POST" else None, membership=seat)
    if form.is_valid():
        try:
            actions.change_seat(membership=seat, **form.cleaned_data)
        except actions.NameIsTaken as no:
            form.add_error("name", str(no))
        else:
            messages.success(request, _("Kept, for this group alone."))
            return redirect("membership:mine", group_id)
    return render(request, "membership/mine.html", _about(seat) | {"form": form}, status=422 if form.errors else 200)


@page
def agreement(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What everybody in the group has said yes to, in any of its versions; and saying yes."""
    seat = access.membership_for(request.user, group_id)
    if request.method == "POST":
        return _agree(request, seat)
    asked = VersionForm(request.GET)
    number = asked.cleaned_data["version"] if asked.is_valid() else seat.group.agreement_version
    versions = access.agreements_of(seat.group)
    shown = next((one for one in versions if one.version == number), versions[0] if versions else None)
    context = _about(seat) | {
        "shown": shown,
        "versions": versions,
        "is_newest": shown is not None and shown.version == seat.group.agreement_version,
        "to": TO_THE_ROOM if request.GET.get("to") == TO_THE_ROOM else "",
    }
    return render(request, "membership/agreement.html", context)


def _agree(request: HttpRequest, seat: Membership) -> HttpResponse:
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return redirect("membership:agreement", seat.group_id)
    try:
        actions.agree(membership=seat, version=form.cleaned_data["version"], now=timezone.now())
    except actions.AgreementIsNewer as no:
        messages.warning(request, str(no))
        return redirect("membership:agreement", seat.group_id)
    messages.success(request, _("Thank you. You have agreed; you can read it again on the page of your seat."))
    to_the_room = form.cleaned_data["to"] == TO_THE_ROOM
    return redirect("room:room_of_group" if to_the_room else "home:group", seat.group_id)


@page
def pause(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Rest from the group for some weeks; and where somebody who does finds the way back."""
    seat, now = access.seat_or_given_on(request.user, group_id), timezone.now()
    if seat.state == State.RELEASED:
        return render(request, "membership/given_on.html", _about(seat))
    form = PauseForm(request.POST if request.method == "POST" else None, membership=seat, now=now)
    if not seat.is_paused and form.is_valid():
        try:
            actions.pause(membership=seat, weeks=form.cleaned_data["weeks"], now=now)
        except policy.CannotPause as no:
            messages.warning(request, str(no))
        return redirect("membership:pause", group_id)
    context = _about(seat) | {
        "form": form,
        "refusal": policy.why_not_pause(seat, others_present=access.other_facilitators(seat)),
        "is_over": seat.paused_until is not None and seat.paused_until <= now,
    }
    is_wrong = bool(form.errors) and not seat.is_paused
    return render(request, "membership/pause.html", context, status=422 if is_wrong else 200)


@page
def comeback(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Back after a pause, however long it was: one tap, and nothing is asked (S0-39)."""
    seat = access.membership_for(request.user, group_id)
    if request.method != "POST":
        return redirect("membership:pause", group_id) if seat.is_paused else _welcome(request, seat)
    try:
        actions.come_back(membership=seat, now=timezone.now())
    except actions.SeatIsGone as no:
        messages.warning(request, str(no))
        return redirect("home:start")
    return redirect("membership:return", group_id)


def _welcome(request: HttpRequest, seat: Membership) -> HttpResponse:
    return render(request, "membership/welcome_back.html", _about(seat))


@page
def leaving(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Leave a group, in one tap and without a reason."""
    seat = access.membership_for(request.user, group_id)
    if request.method != "POST":
        return render(request, "membership/leaving.html", _about(seat))
    try:
        actions.leave(membership=seat, now=timezone.now())
    except policy.CannotLeave as no:
        messages.warning(request, str(no))
        return redirect("home:group", group_id)
    messages.success(request, _("You have left {group}. You may ask for a seat again.").format(group=seat.group.name))
    return redirect("home:start")


@page
def giving_on(request: HttpRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Give the seat of somebody whose pause is long over to the group again."""
    seat, by = access.seat_for_facilitator(request.user, group_id, membership_id)
    now = timezone.now()
    try:
        policy.check_can_give_on(seat, by, now=now)
        if request.method == "POST":
            actions.give_on(membership=seat, by=by, now=now)
            messages.success(request, _("The seat is free again. They are told, kindly."))
            return redirect("facilitation:roster", group_id)
    except (policy.CannotGiveOn, actions.TheyAreBack) as no:
        messages.warning(request, str(no))
        return redirect("facilitation:roster", group_id)
    return render(request, "membership/giving_on.html", _about(seat))


@page
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


def _about(seat: Membership) -> dict[str, object]:
    return {"group": seat.group, "mine": seat}
