"""The room over plain HTTP: it renders, posts and refreshes without JavaScript."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from groups.membership.access import agreement_of
from groups.membership.models import Membership
from groups.refusals import Refused
from groups.room import access, commands, frames, hints, presence, reads
from groups.room.forms import AfterForm, LeadForm, SayForm
from groups.room.models import Room
from groups.room.saying import say_all, spoken
from groups.room.seats import seat_of


@require_GET
def room_of_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The way from a group to its room."""
    return redirect("room:room", access.room_of_group_for(request.user, group_id).pk)


@never_cache
@require_GET
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room as it is now."""
    found, membership = access.room_for(request.user, room_id)
    if membership.is_paused:
        return redirect("membership:pause", found.group_id)
    if access.is_asked_first(found, membership):
        return redirect(f"{reverse('membership:agreement', args=[found.group_id])}?to=room")
    if access.was_asked_to_leave(membership):
        return render(request, "room/away.html", {"group": found.group}, status=HTTPStatus.FORBIDDEN)
    presence.visit(room=found, membership=membership, now=timezone.now())
    return _page(request, found, membership)


@never_cache
@require_GET
def changes(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The same changes that a socket would bring, as one JSON answer."""
    found, membership = access.room_open_to(request.user, room_id)
    form = AfterForm(request.GET)
    if not form.is_valid():
        unreadable = frames.Unreadable("malformed", str(form.errors["after"][0]))
        return _json(frames.rejected(None, unreadable), status=HTTPStatus.BAD_REQUEST)
    now, seat = timezone.now(), seat_of(membership)
    presence.visit(room=found, membership=membership, now=now)
    page = reads.page(found.pk, seat, after=form.cleaned_data["after"], now=now)
    return _json(reads.encoded(page, seat, now=now))


@require_POST
def messages(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Say something. The form's own id makes a second post of it harmless."""
    found, membership = access.room_open_to(request.user, room_id)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, membership, unsent=form)
    words = spoken(
        room_id=found.pk,
        seat=seat_of(membership),
        command_id=form.cleaned_data["id"],
        text=form.cleaned_data["text"],
    )
    said = say_all(spoken=[words], now=timezone.now())[0]
    if said.refused is not None:
        form.add_error("text", str(said.refused))
        return _page(request, found, membership, unsent=form)
    hints.announce({found.pk: said.tick})
    return redirect("room:room", found.pk)


@require_POST
def message_back(request: HttpRequest, room_id: UUID, message_id: UUID) -> HttpResponse:
    """Take my own words back."""
    return _carry_out(request, room_id, "take_back", str(message_id))


@require_POST
def message_hiding(request: HttpRequest, room_id: UUID, message_id: UUID) -> HttpResponse:
    """Hide a message from the group."""
    return _carry_out(request, room_id, "hide", str(message_id))


@require_POST
def message_release(request: HttpRequest, room_id: UUID, message_id: UUID) -> HttpResponse:
    """Show a held or hidden message to the group."""
    return _carry_out(request, room_id, "release", str(message_id))


@require_POST
def state(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Say how I am here."""
    return _carry_out(request, room_id, "state", request.POST.get("state", "")[: frames.MOST_ID_CHARACTERS])


@require_POST
def lead(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Say who leads from here on."""
    form = LeadForm(request.POST)
    # A form that names nobody is answered like one that names somebody who is not here.
    to = form.cleaned_data["to"] if form.is_valid() else UUID(int=0)
    return _carry_out(request, room_id, "lead", str(to))


@require_POST
def opening(request: HttpRequest, room_id: UUID) -> HttpResponse:
    return _carry_out(request, room_id, "open")


@require_POST
def pause(request: HttpRequest, room_id: UUID) -> HttpResponse:
    return _carry_out(request, room_id, "pause")


@require_POST
def pause_end(request: HttpRequest, room_id: UUID) -> HttpResponse:
    return _carry_out(request, room_id, "resume")


@require_POST
def closing(request: HttpRequest, room_id: UUID) -> HttpResponse:
    return _carry_out(request, room_id, "close")


def _carry_out(request: HttpRequest, room_id: UUID, do: str, value: str = "") -> HttpResponse:
    found, membership = access.room_open_to(request.user, room_id)
    command = frames.Command(do, "form", value)
    try:
        commands.carry_out(command, seat_of(membership), found.pk, now=timezone.now())
    except Refused as refused:
        notes.info(request, str(refused))
    return redirect("room:room", found.pk)


def _page(request: HttpRequest, found: Room, membership: Membership, *, unsent: SayForm | None = None) -> HttpResponse:
    now, seat = timezone.now(), seat_of(membership)
    # Read back from the frame itself: the page cannot show anything that a socket would not.
    page: dict[str, Any] = json.loads(reads.encoded(reads.page(found.pk, seat, after=None, now=now), seat, now=now))
    context = {
        "room": found,
        "group": found.group,
        "membership": membership,
        "agreement": agreement_of(found.group),
        "page": page,
        "unsent": unsent,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unsent is not None else HTTPStatus.OK
    return render(request, "room/room.html", context, status=status)


def _json(body: str, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
