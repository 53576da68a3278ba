"""Answering from a mail, without signing in. Opening the page changes nothing: mail programs open links by themselves.

Whoever holds the link may answer for one person about one session, and nothing else: the page has no name on it, of a
group or of anybody, and after the session, or when they have left, the link does nothing.
"""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.membership.models import Membership
from groups.people.moments import read_in
from groups.people.quiet import Clock
from groups.schedule import access, pages
from groups.schedule.actions import answers
from groups.schedule.forms.answers import AS_USUAL, AnswerForm
from groups.schedule.models import Session
from groups.schedule.policy import CannotDoNow, NotGoingAhead
from groups.schedule.said import NOTHING, check_can_answer_by_link, said_of

OVER, OFTEN = 410, 429


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The four answers; the one that is tapped is kept."""
    session, mine = access.session_by_link(token)
    # On the clock that the mail spoke of, whoever's telephone this is.
    with read_in(Clock.of(mine.user.time_zone, None, None).zone):
        return _page(request, token, session, mine, now=timezone.now())


def _page(request: HttpRequest, token: str, session: Session, mine: Membership, *, now: datetime) -> HttpResponse:
    form, refusal = AnswerForm(request.POST if request.method == "POST" else None), ""
    try:
        check_can_answer_by_link(session, mine, now=now)
        if form.is_valid():
            given = form.cleaned_data["answer"]
            said = "" if given == AS_USUAL else given
            answers.answer_by_link(session=session, membership=mine, answer=said, now=now)
            return redirect("schedule:by_mail", token)
    except answers.AnsweredOften as no:
        refusal = str(no)
    except CannotDoNow as no:
        is_off = isinstance(no, NotGoingAhead)
        return render(request, "schedule/by_mail_over.html", {"session": session, "is_off": is_off}, status=OVER)
    said = said_of(session, only=mine).get(mine.pk, NOTHING)
    today = pages.today(session, mine, said, now=now)
    context = {"session": session, "today": today, "group_has_a_line": not mine.group.same_people, "refusal": refusal}
    return render(request, "schedule/by_mail.html", context, status=OFTEN if refusal else 200)
