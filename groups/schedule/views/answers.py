"""What somebody says they can do that day, or as usual, and what they note for themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groups.membership.models import Membership
from groups.people.access import signed_in
from groups.schedule import access
from groups.schedule.actions import answers
from groups.schedule.forms.answers import AS_USUAL, EACH_TIME, AnswerForm, NoteForm, UsualForm
from groups.schedule.models import Session
from groups.schedule.pages import noted
from groups.schedule.policy import CannotDoNow


@require_POST
def answer(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep an answer; the newest counts, and no reason is asked."""
    session, mine = access.session_for(signed_in(request), session_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, _kept(session, mine, form.cleaned_data["answer"]))
        except CannotDoNow as no:
            messages.info(request, str(no))
    return redirect("home:session", session.pk)


def _kept(session: Session, mine: Membership, given: str) -> str:
    now = timezone.now()
    if given == AS_USUAL:
        answers.answer_as_usual(session=session, membership=mine, now=now)
        return noted(session, access.usual_of(mine), now=now)
    answers.answer(session=session, membership=mine, answer=given, now=now)
    return noted(session, given, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
def usual(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What counts for every session of a group, as long as I say nothing else of one."""
    mine = access.own_seat(signed_in(request), group_id)
    initial = {"answer": access.usual_of(mine) or EACH_TIME}
    form = UsualForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data["answer"]
        said = "" if given == EACH_TIME else given
        answers.say_as_usual(membership=mine, answer=said, now=timezone.now())
        messages.success(request, _("Kept. Of each session you can say something else.") if said else _("Kept."))
        return redirect("home:group", mine.group_id)
    context = {"group": mine.group, "mine": mine, "form": form}
    return render(request, "schedule/usual.html", context, status=422 if form.errors else 200)


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
