"""What somebody says they can do that day, and what they note for themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groups.people.access import signed_in
from groups.schedule import access
from groups.schedule.actions import answers
from groups.schedule.forms.answers import AnswerForm, NoteForm
from groups.schedule.policy import CannotDoNow


@require_POST
def answer(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep an answer; the newest counts, and no reason is asked."""
    session, mine = access.session_for(signed_in(request), session_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answers.answer(session=session, membership=mine, now=timezone.now(), **form.cleaned_data)
        except CannotDoNow as no:
            messages.info(request, str(no))
        else:
            messages.success(request, _("Noted. You can change it until the end."))
    return redirect("home:session", session.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """My own note about a session, which nobody else reads."""
    session, mine = access.session_for(signed_in(request), session_id)
    kept = access.note_of(session, mine)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"words": kept.words})
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            answers.note(session=session, membership=mine, words=words, now=timezone.now())
        except answers.NoteIsShut as no:
            form.add_error("words", str(no))
        else:
            messages.success(request, _("Your note is kept, for you alone.") if words else _("Your note is gone."))
            return redirect("home:session", session.pk)
    context = {"session": session, "form": form, "is_shut": kept.is_shut}
    return render(request, "schedule/mine.html", context, status=422 if form.errors else 200)
