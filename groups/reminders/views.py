"""My notes: what I was told, and what I will be."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.people.access import signed_in
from groups.reminders import access, actions
from groups.reminders.pages import notes_page


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """What I was told, and what I will be."""
    return render(request, "reminders/list.html", {"page": notes_page(signed_in(request))})


@require_POST
def reading(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Put a note aside."""
    actions.read(note=access.note_for(signed_in(request), note_id), now=timezone.now())
    return redirect("reminders:list")
