"""My notes, and the two changes of a session of which everybody is told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.people.access import signed_in
from groups.reminders import access, actions
from groups.reminders.forms import ChangeForm, MoveForm
from groups.reminders.pages import notes_page
from groups.schedule.access import session_to_change
from groups.schedule.actions import sessions
from groups.schedule.actions.sessions import TimeDoesNotFit
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.schedule.policy import CannotDoNow, check_can_change


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """What I was told, and what I will be."""
    return render(request, "reminders/list.html", {"page": notes_page(signed_in(request))})


@require_POST
def reading(request: HttpRequest, reminder_id: UUID) -> HttpResponse:
    """Put a note aside."""
    actions.read(note=access.note_for(signed_in(request), reminder_id), now=timezone.now())
    return redirect("reminders:list")


@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Call a session off: what it means, then one tap."""
    now = timezone.now()
    session, by = session_to_change(signed_in(request), session_id)
    form = ChangeForm(request.POST or None, session=session, now=now)
    try:
        check_can_change(session, Hand.facilitator(by), now=now)
        if request.method == "POST" and form.is_valid():
            sessions.cancel(session=form.seen(), by=Hand.facilitator(by), now=now)
            messages.success(request, _("The session is called off. Everybody with a seat is told."))
            return redirect("home:session", session.pk)
    except CannotDoNow as no:
        return _explained(request, session, no)
    return render(request, "reminders/cancellation.html", {"session": session, "group": session.group, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give a session another time."""
    now = timezone.now()
    session, by = session_to_change(signed_in(request), session_id)
    form = MoveForm(request.POST or None, session=session, now=now)
    try:
        check_can_change(session, Hand.facilitator(by), now=now)
        if request.method == "POST" and form.is_valid():
            sessions.move(session=form.seen(), by=Hand.facilitator(by), starts_at=form.starts_at, now=now)
            messages.success(request, _("The session has its new time. Everybody with a seat is told."))
            return redirect("home:session", session.pk)
    except TimeDoesNotFit as no:
        form.add_error("day", str(no))
    except CannotDoNow as no:
        return _explained(request, session, no)
    return render(request, "reminders/move.html", {"session": session, "group": session.group, "form": form})


def _explained(request: HttpRequest, session: Session, no: CannotDoNow) -> HttpResponse:
    messages.warning(request, str(no))
    return redirect("home:session", session.pk)
