"""Who came to a session, by a facilitator's hand; a table of it, which two people open together."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groups.attendance import access, actions, pages, policy
from groups.attendance.forms import ExportForm, HandForm
from groups.attendance.models import Export
from groups.attendance.policy import Holder
from groups.people.access import for_admins, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Say who came to a session that is over."""
    session, by = access.session_for(request.user, session_id)
    now = timezone.now()
    form = HandForm(request.POST if request.method == "POST" else None, people=access.people_of(session))
    try:
        policy.check_can_mark(session, by, now=now)
        if form.is_valid():
            changed = actions.mark(session=session, by=by, came=form.said(), now=now)
            messages.success(request, _("Kept, for each of them.") if changed else _("Nothing was different."))
            return redirect("home:session", session.pk)
    except policy.CannotMark as no:
        messages.info(request, str(no))
        return redirect("home:session", session.pk)
    context = {"session": session, "group": session.group, "form": form, "now": now}
    return render(request, "attendance/hand.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The tables of a group, for its facilitators."""
    return _exports(request, access.facilitator(signed_in(request), group_id))


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def exports_of_admin(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The same for admins."""
    return _exports(request, access.admin(signed_in(request), group_id))


def _exports(request: HttpRequest, by: Holder) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(pages.zone_of(by.group)).date()
    form = ExportForm(request.POST if request.method == "POST" else None, today=today)
    try:
        if form.is_valid():
            actions.ask(by=by, **form.cleaned_data, now=now)
            messages.success(request, _("Asked. As soon as somebody agrees, both of you can save it here."))
            return redirect(request.path)
    except policy.CannotExport as no:
        form.add_error(None, str(no))
    lines = pages.lines(by, now=now)
    context = {
        "by": by,
        "group": by.group,
        "form": form,
        "current": [one for one in lines if not one.is_settled],
        "earlier": [one for one in lines if one.is_settled],
        "somebody_waits": any(one.stage is policy.Stage.ASKED for one in lines),
        "zone": pages.zone_of(by.group),
    }
    return render(request, "attendance/exports.html", context, status=422 if form.errors else 200)


@require_POST
def agreement(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Open a table together with whoever asked for it."""
    return _agree(request, *access.export_of_facilitator(signed_in(request), export_id))


@require_POST
@for_admins
def agreement_of_admin(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The same for admins."""
    return _agree(request, *access.export_of_admin(signed_in(request), export_id))


def _agree(request: HttpRequest, export: Export, by: Holder) -> HttpResponse:
    try:
        actions.agree(export=export, by=by, now=timezone.now())
    except policy.CannotExport as no:
        messages.info(request, str(no))
    else:
        messages.success(request, _("Agreed. Both of you can save the table now, for two days."))
    return _back(by)


@require_POST
def export_end(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Take it back, say not now, or close it."""
    return _end(request, *access.export_of_facilitator(signed_in(request), export_id))


@require_POST
@for_admins
def export_end_of_admin(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The same for admins."""
    return _end(request, *access.export_of_admin(signed_in(request), export_id))


def _end(request: HttpRequest, export: Export, by: Holder) -> HttpResponse:
    try:
        actions.end(export=export, by=by, now=timezone.now())
    except policy.CannotExport as no:
        messages.info(request, str(no))
    else:
        messages.success(request, _("It is closed. No reason is needed."))
    return _back(by)


@require_POST
def table(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file. A POST: that it was saved stands in the log."""
    return _table(request, *access.export_of_facilitator(signed_in(request), export_id))


@require_POST
@for_admins  # type: ignore[arg-type] # it answers in parts, which is an answer all the same
def table_of_admin(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The same for admins."""
    return _table(request, *access.export_of_admin(signed_in(request), export_id))


def _table(request: HttpRequest, export: Export, by: Holder) -> HttpResponseBase:
    now = timezone.now()
    try:
        actions.take(export=export, by=by, now=now)
    except policy.CannotExport as no:
        messages.info(request, str(no))
        return _back(by)
    parts = pages.file_of(export, now=now)
    answer = StreamingHttpResponse(
        _without_blocking(parts) if isinstance(request, ASGIRequest) else parts, content_type="text/csv; charset=utf-8"
    )
    name = f"attendance-{export.first_on.isoformat()}-{export.last_on.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


async def _without_blocking(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same parts; whoever waits for the database does so in a thread, and nobody else with them."""
    following = sync_to_async(lambda: next(parts, None))
    while (part := await following()) is not None:
        yield part


def _back(by: Holder) -> HttpResponse:
    return redirect("attendance:exports" if by.facilitates else "attendance:exports_of_admin", by.group.pk)
