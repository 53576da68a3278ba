"""What somebody holds, and what is asked of them: to stand in once, or to come at once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.facilitation.forms import ComingForm
from groups.membership.actions import NameIsTaken
from groups.people.access import signed_in
from groups.refusals import Refused
from groups.staffing import access, pages, policy
from groups.staffing.actions import asking, calling, hands
from groups.staffing.forms import StandingInForm
from groups.staffing.models import BackupCall, SubstituteAsk


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The sessions that I hold, and whether I may be asked to stand in elsewhere."""
    user = signed_in(request)
    shown = pages.mine(user, now=timezone.now())
    if shown is None:
        raise Http404
    form = StandingInForm(request.POST or None, initial={"stands_in": user.stands_in})
    if request.method == "POST":
        form.is_valid()  # a box is ticked or it is not
        hands.change_standing_in(user=user, stands_in=form.data.get("stands_in") is not None)
        messages.success(request, _("Your choice is kept."))
        return redirect("staffing:mine")
    return render(request, "staffing/mine.html", {"shown": shown, "form": form})


@require_safe
def ask(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """What I am asked: to stand in once."""
    user = signed_in(request)
    found = access.ask_for(user, ask_id)
    return _asked(request, found, ComingForm(group=found.session.group, user=user))


@require_POST
def ask_acceptance(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """Say yes."""
    user, now = signed_in(request), timezone.now()
    found = access.ask_for(user, ask_id)
    form = ComingForm(request.POST, group=found.session.group, user=user)
    belongs = pages.asked(found, now=now).belongs
    try:
        if belongs or form.is_valid():
            asking.accept(ask=found, name="" if belongs else form.cleaned_data["name"], now=now)
            messages.success(request, _("Thank you. You hold this session, and the group is told."))
            return redirect("staffing:ask", ask_id)
    except NameIsTaken as no:
        form.add_error("name", str(no))
    except Refused as no:
        messages.warning(request, str(no))
        return redirect("staffing:ask", ask_id)
    return _asked(request, found, form)


@require_POST
def ask_refusal(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """Say "not this time", or that it is not possible after all."""
    found = access.ask_for(signed_in(request), ask_id)
    try:
        asking.decline(ask=found, now=timezone.now())
    except policy.CannotStaff as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("That is fine. Somebody else is asked; nobody asks you why."))
    return redirect("staffing:mine" if access.facilitates_somewhere(signed_in(request)) else "home:start")


@require_safe
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """A room is closed, and I am called to it."""
    user = signed_in(request)
    found = access.call_for(user, call_id)
    return _called(request, found, ComingForm(group=found.session.group, user=user))


@require_POST
def call_coming(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """I am on the way."""
    user, now = signed_in(request), timezone.now()
    found = access.call_for(user, call_id)
    form = ComingForm(request.POST, group=found.session.group, user=user)
    belongs = pages.called(found, now=now).belongs
    try:
        if belongs or form.is_valid():
            calling.come(call=found, name="" if belongs else form.cleaned_data["name"], now=now)
            messages.success(request, _("Thank you. You can open the room now."))
            return redirect("home:session", found.session_id)
    except NameIsTaken as no:
        form.add_error("name", str(no))
    except Refused as no:
        messages.warning(request, str(no))
        return redirect("staffing:call", call_id)
    return _called(request, found, form)


@require_POST
def call_refusal(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """I cannot come."""
    found = access.call_for(signed_in(request), call_id)
    try:
        calling.stay_away(call=found, now=timezone.now())
    except policy.CannotStaff as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("That is fine. Somebody else is called."))
    return redirect("staffing:call", call_id)


def _asked(request: HttpRequest, found: SubstituteAsk, form: ComingForm) -> HttpResponse:
    shown = pages.asked(found, now=timezone.now())
    context = {"asked": shown, "session": shown.session, "group": shown.session.group, "form": form}
    return render(request, "staffing/ask.html", context, status=422 if form.errors else 200)


def _called(request: HttpRequest, found: BackupCall, form: ComingForm) -> HttpResponse:
    shown = pages.called(found, now=timezone.now())
    context = {"called": shown, "session": shown.session, "group": shown.session.group, "form": form}
    return render(request, "staffing/call.html", context, status=422 if form.errors else 200)
