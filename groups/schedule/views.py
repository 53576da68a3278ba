"""What somebody says they can do that day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.people.access import signed_in
from groups.schedule import access, actions
from groups.schedule.forms import AnswerForm
from groups.schedule.policy import CannotDoNow


@require_POST
def answer(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep an answer; the newest counts, and no reason is asked."""
    session, mine = access.session_for(signed_in(request), session_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(session=session, membership=mine, now=timezone.now(), **form.cleaned_data)
        except CannotDoNow as no:
            messages.info(request, str(no))
        else:
            messages.success(request, _("Noted. You can change it until the end."))
    return redirect("home:session", session.pk)
