"""Calendars: the page of one's address, what is answered under it, and one session as a file."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.calendars import access, actions, pages
from groups.calendars.access import Owner
from groups.calendars.forms import TitleForm
from groups.people.access import for_admins, signed_in
from groups.schedule.access import session_for

page = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What a calendar program reads. The address is the key: nobody is asked to sign in."""
    found = access.feed_for(secret)
    body = pages.of_feed(found, now=timezone.now())
    return _file(request, body, "inline; filename=calendar.ics")


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """One session, to be put into a calendar by hand."""
    found, mine = session_for(signed_in(request), session_id)
    body = pages.of_session(found, mine, now=timezone.now())
    return _file(request, body, "attachment; filename=session.ics")


def _file(request: HttpRequest, body: bytes, disposition: str) -> HttpResponseBase:
    """With a strong validator (RFC 9110 § 8.8.3): whoever has these very bytes is sent none."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest())
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@page
def mine(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The address of my seat's calendar; what is posted is what the sessions are called."""
    seat = access.seat_for(request.user, group_id)
    return _page(request, seat, "calendars/mine.html", {"group": seat.group, "mine": seat, "plain": seat.group.name})


@page
@for_admins
def all_groups(request: HttpRequest) -> HttpResponse:
    """The same for an admin, with the sessions of all groups."""
    plain = _("The group's own name")
    return _page(request, signed_in(request), "calendars/all_groups.html", {"plain": plain})


def _page(request: HttpRequest, owner: Owner, template: str, context: dict[str, object]) -> HttpResponse:
    address = pages.address(owner)
    form = TitleForm(
        request.POST if request.method == "POST" else None,
        neutral=address.neutral,
        plain=str(context["plain"]),
        is_plain=address.feed is not None and address.feed.is_plain,
    )
    if form.is_valid():
        actions.keep(owner=owner, is_plain=form.is_plain, now=timezone.now())
        done = _("Kept.") if address.feed else _("Here is your address.")
        messages.success(request, done)
        return redirect(request.path)
    context |= {"address": address, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def renewal(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Another address; the one before answers nothing from now on."""
    return _renewed(request, access.seat_for(request.user, group_id), "calendars:mine", group_id)


@require_POST
def end(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """No address any more."""
    return _ended(request, access.seat_for(request.user, group_id), "calendars:mine", group_id)


@require_POST
@for_admins
def renewal_for_all(request: HttpRequest) -> HttpResponse:
    return _renewed(request, signed_in(request), "calendars:all_groups")


@require_POST
@for_admins
def end_for_all(request: HttpRequest) -> HttpResponse:
    return _ended(request, signed_in(request), "calendars:all_groups")


def _renewed(request: HttpRequest, owner: Owner, back: str, *args: UUID) -> HttpResponse:
    actions.renew(owner=owner, now=timezone.now())
    messages.success(request, _("This is your new address. The one before answers nothing any more."))
    return redirect(back, *args)


def _ended(request: HttpRequest, owner: Owner, back: str, *args: UUID) -> HttpResponse:
    if actions.end(owner=owner, now=timezone.now()):
        messages.success(request, _("The address has ended. Nothing is answered there any more."))
    return redirect(back, *args)
