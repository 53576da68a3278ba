"""Pages of asking for a seat, talking about it, answering, waiting, and saying yes or not now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.joining import access, actions, pages, policy
from groups.joining.forms import AskForm, FirstAskForm, WordsForm
from groups.joining.models import JoinRequest, RequestState
from groups.membership.access import group_for, memberships_of
from groups.membership.actions import NameIsTaken
from groups.membership.models import Membership, SupportGroup
from groups.people.access import signed_in
from groups.people.models import User
from groups.people.names import gives_away


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The requests of a group: its facilitators read them, everybody else may add theirs."""
    user = signed_in(request)
    group = group_for(user, group_id)
    if memberships_of(user).facilitators().filter(group=group).exists():
        context = {"group": group, "page": pages.requests_of(group), "now": timezone.now()}
        return render(request, "joining/requests.html", context)
    asked = group.requests.undecided().of(user).first()
    if asked is not None:
        return redirect("joining:request", asked.pk)
    return _ask(request, group, user)


def _ask(request: HttpRequest, group: SupportGroup, user: User) -> HttpResponse:
    now = timezone.now()
    where = policy.standing(user, group, group.memberships.current(), now=now)
    refusal = policy.why_not_ask(where)
    first, initial = isinstance(refusal, policy.NotReady), _name_to_offer(user)
    form = (FirstAskForm if first else AskForm)(request.POST or None, group=group, user=user, initial=initial)
    try:
        if form.is_valid():
            given = {key: form.cleaned_data[key] for key in ("name", "line", "may_be_written_to")}
            asked = actions.ask(group=group, user=user, now=now, has_read=first, **given)
            return redirect("joining:request", asked.pk)
    except policy.CannotAsk as no:
        refusal, first = no, False
        form.add_error(None, str(no))
    except NameIsTaken as no:
        form.add_error("name", str(no))
    context = {"group": group, "form": form, "refusal": None if first else refusal, "first": first, "where": where}
    return render(request, "joining/ask.html", context, status=422 if form.errors else 200)


def _name_to_offer(user: User) -> dict[str, str]:
    return {} if gives_away(user.chosen_name, user.email) else {"name": user.chosen_name}


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What I asked for, where it stands, and the conversation about it."""
    asked = access.request_for(signed_in(request), request_id)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if _written(form, asked, None):
        return redirect("joining:request", asked.pk)
    context = _conversation(asked, form) | {"offer": pages.offer_to(asked, now=timezone.now())}
    return render(request, "joining/request.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same conversation, for a facilitator, with what they may answer."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if _written(form, asked, by):
        return redirect("joining:conversation", asked.pk)
    now, current = timezone.now(), asked.group.memberships.current()
    where = policy.standing(asked.user, asked.group, current, now=now)
    context = _conversation(asked, form) | {"where": where, "now": now}
    return render(request, "joining/conversation.html", context, status=422 if form.errors else 200)


def _written(form: WordsForm, asked: JoinRequest, by: Membership | None) -> bool:
    """Whether the words are kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        actions.write(asked=asked, by=by, words=form.cleaned_data["words"], now=timezone.now())
    except policy.CannotWrite as no:
        form.add_error("words", str(no))
    return form.is_valid()


def _conversation(asked: JoinRequest, form: WordsForm) -> dict[str, object]:
    return {
        "asked": asked,
        "group": asked.group,
        "thread": pages.thread(asked),
        "form": form,
        "can_write": policy.can_write(asked) or form.is_bound,
    }


@require_POST
def withdrawal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    asked = access.request_for(signed_in(request), request_id)
    try:
        actions.take_back(asked=asked, now=timezone.now())
    except actions.AlreadyAnswered as no:
        messages.info(request, str(no))
    return redirect("joining:request", asked.pk)


@require_safe
def place(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Where I am in line, for whoever would like to know. A number, and nothing else."""
    asked = access.request_for(signed_in(request), request_id)
    if asked.state != RequestState.WAITING:
        return redirect("joining:request", asked.pk)
    context = {"asked": asked, "group": asked.group, "before": pages.before_me(asked)}
    return render(request, "joining/place.html", context)


@require_POST
def seat(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Seat the person who asked."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    try:
        actions.seat(asked=asked, by=by, now=timezone.now())
    except (policy.CannotSeat, actions.AlreadyAnswered) as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} has a seat now.").format(name=asked.name))
    return redirect("joining:requests", asked.group_id)


@require_POST
def waiting(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Put the person who asked in line."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    try:
        actions.wait(asked=asked, by=by, now=timezone.now())
    except actions.AlreadyAnswered as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} is in line now. A free seat is offered by itself.").format(name=asked.name))
    return redirect("joining:requests", asked.group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def refusal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Kindly decline, after reading what the person will read."""
    asked, by = access.request_to_answer(signed_in(request), request_id)
    if request.method != "POST":
        context = {"asked": asked, "group": asked.group}
        return render(request, "joining/refusal.html", context)
    try:
        actions.decline(asked=asked, by=by, now=timezone.now())
    except actions.AlreadyAnswered as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, _("{name} reads a kind answer on their page.").format(name=asked.name))
    return redirect("joining:requests", asked.group_id)


@require_safe
def offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """A seat that is kept for me: what, until when, yes or not now."""
    found = access.offer_for(signed_in(request), offer_id)
    context = {
        "offer": found,
        "asked": found.request,
        "group": found.request.group,
        "can_say_yes": policy.can_say_yes(found, now=timezone.now()),
    }
    return render(request, "joining/offer.html", context)


@require_POST
def acceptance(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Say yes to it."""
    found = access.offer_for(signed_in(request), offer_id)
    try:
        seated = actions.accept(offer=found, now=timezone.now())
    except (policy.OfferIsOver, NameIsTaken) as no:
        messages.info(request, str(no))
        return redirect("joining:offer", found.pk)
    messages.success(request, _("There is a seat for you. You are {name} here.").format(name=seated.name))
    return redirect("home:group", seated.group_id)


@require_POST
def postponement(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Not now: the seat goes to the next, and the place in line stays."""
    found = access.offer_for(signed_in(request), offer_id)
    actions.not_now(offer=found, now=timezone.now())
    return redirect("joining:offer", found.pk)
