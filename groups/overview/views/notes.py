"""How notes are going, for admins, and what they do about those that nobody tries any more."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups.overview import actions, facts, waiting
from groups.people.access import for_admins, signed_in


@require_safe
@for_admins
def notes(request: HttpRequest) -> HttpResponse:
    """What waits, what became of what fell due in the last day, and what nobody tries any more."""
    return render(request, "overview/notes.html", {"notes": waiting.read(now=timezone.now())})


@require_POST
@for_admins
def another_try(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Have one tried again."""
    return _done(request, row_id, actions.try_again, _("It is tried again now."))


@require_POST
@for_admins
def end(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Let one go."""
    return _done(request, row_id, actions.let_go, _("It is let go: it is not sent any more."))


def _done(request: HttpRequest, row_id: UUID, act: Callable[..., None], word: str) -> HttpResponse:
    try:
        act(row=facts.row(row_id), by=signed_in(request), now=timezone.now())
    except actions.IsNotParked as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, word)
    return redirect("overview:notes")
