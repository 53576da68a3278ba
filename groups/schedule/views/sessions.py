"""One session is changed, or added, by a facilitator of the group or by an admin. What it means is said before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from groups.membership.models import SupportGroup
from groups.people.access import admins_bring_a_second_factor, signed_in
from groups.people.moments import hours
from groups.schedule import access, policy
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand, minutes_of
from groups.schedule.forms.sessions import AddForm, ChangeForm, KindForm, LengthForm, MoveForm
from groups.schedule.models import Session

READ_OR_DO = ["GET", "HEAD", "POST"]
IN_GOOD_TIME = timedelta(hours=48)
"""What is told so long before counts as announced."""


@dataclass(frozen=True)
class Way:
    """One way to change a session: how it is judged, asked, done and said."""

    name: str
    check: Callable[..., None]
    form: type[ChangeForm]
    act: Callable[..., Session]
    done: Any
    given: Callable[[Any], Mapping[str, Any]] = lambda form: {}
    beside: str | None = None
    """The field beside which stands what does not fit."""


CANCELLATION = Way(
    "cancellation",
    policy.check_can_change,
    ChangeForm,
    sessions.cancel,
    gettext_lazy("The session is called off. Everybody with a seat is told."),
)
MOVE = Way(
    "move",
    policy.check_can_change,
    MoveForm,
    sessions.move,
    gettext_lazy("The session has its new time: {when}. Everybody with a seat is told."),
    lambda form: {"starts_at": form.starts_at},
    "day",
)
LENGTH = Way(
    "length",
    policy.check_can_change,
    LengthForm,
    sessions.resize,
    gettext_lazy("The session has its new length: {when}. Everybody with a seat is told."),
    lambda form: {"minutes": form.cleaned_data["minutes"]},
    "minutes",
)
KIND = Way(
    "kind",
    policy.check_can_change,
    KindForm,
    sessions.set_kind,
    gettext_lazy("The session is of another kind now. Everybody with a seat is told."),
    lambda form: {"kind": form.cleaned_data["kind"]},
    "kind",
)
RETURN = Way(
    "return",
    policy.check_can_restore,
    ChangeForm,
    sessions.restore,
    gettext_lazy("The session takes place after all: {when}. Everybody with a seat is told."),
)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def cancellation(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Call a session off."""
    return _changing(request, session_id, CANCELLATION)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give a session another time."""
    return _changing(request, session_id, MOVE)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def length(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Give it more time, or less."""
    return _changing(request, session_id, LENGTH)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def kind(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let it be like something else."""
    return _changing(request, session_id, KIND)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def return_(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let a session that was called off take place after all."""
    return _changing(request, session_id, RETURN)


@require_http_methods(READ_OR_DO)
@admins_bring_a_second_factor
def adding(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Add one session."""
    now = timezone.now()
    group, by = access.group_in_hand(signed_in(request), group_id)
    form = AddForm(_sent(request), group=group, minutes=access.usual_length(group), now=now)
    if form.is_valid():
        given = {"minutes": form.cleaned_data["minutes"], "kind": form.cleaned_data["kind"]}
        try:
            session = sessions.add(group=group, by=by, starts_at=form.starts_at, now=now, **given)
        except sessions.TimeDoesNotFit as no:
            form.add_error("day", str(no))
        else:
            when = hours(session.starts_at, session.ends_at)
            messages.success(request, _("Added: {when}. Everybody with a seat is told.").format(when=when))
            return redirect(_around(by, group, session)[0])
    context = {"group": group, "form": form, "back": _around(by, group, None)}
    return render(request, "schedule/adding.html", context, status=422 if form.errors else 200)


def _changing(request: HttpRequest, session_id: UUID, way: Way) -> HttpResponse:
    now = timezone.now()
    session, by = access.session_in_hand(signed_in(request), session_id)
    back = _around(by, session.group, session)
    form = way.form(_sent(request), session=session, now=now)
    try:
        way.check(session, by, now=now)
        if form.is_valid():
            session = way.act(session=form.seen(), by=by, now=now, **way.given(form))
            messages.success(request, way.done.format(when=hours(session.starts_at, session.ends_at)))
            return redirect(back[0])
    except sessions.TimeDoesNotFit as no:
        form.add_error(way.beside, str(no))
    except policy.CannotDoNow as no:
        messages.warning(request, str(no))
        return redirect(back[0])
    context = {"back": back, "form": form, **_facts(session, now=now)}
    return render(request, f"schedule/{way.name}.html", context, status=422 if form.errors else 200)


def _facts(session: Session, *, now: datetime) -> dict[str, Any]:
    """What the page says of the session beside the form."""
    is_soon = session.starts_at - now < IN_GOOD_TIME
    return {"session": session, "group": session.group, "minutes": minutes_of(session), "is_soon": is_soon}


def _around(by: Hand, group: SupportGroup, session: Session | None) -> tuple[str, str]:
    """Where somebody comes from, and its name: facilitators from the session, or the group; admins from the list."""
    if by.seat is None:
        return reverse("setup:sessions", args=[group.pk]), _("The coming sessions")
    if session is None:
        return reverse("home:group", args=[group.pk]), group.name
    return reverse("home:session", args=[session.pk]), _("The session")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
