"""A person's own pages."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from groups.people import actions, context, middleware, pages, questions, stopping, trouble
from groups.people.access import devices_of, person_by_stop_link, signed_in, wish_for, wishes_of
from groups.people.answers import ANSWERS, Answer
from groups.people.forms import ApartForm, LookForm, ZoneForm
from groups.people.models import Look, Question, User
from groups.people.tokens import EVERYTHING
from groups.people.wishes import Channel

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """What I said about myself, and where to change it."""
    return render(request, "people/settings.html", {"parts": pages.parts(signed_in(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, question: str) -> HttpResponse:
    """Change one thing that I said about myself."""
    person = signed_in(request)
    form = _form(question, request, person)
    if form.is_valid():
        actions.keep(user=person, changes=form.changes())
        messages.success(request, _("It is kept."))
        return redirect("people:settings")
    context = {"form": form, "title": Question(question).label}
    return render(request, "people/setting.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def questions_page(request: HttpRequest) -> HttpResponse:
    """Go on where I stopped; or be asked nothing more."""
    person = signed_in(request)
    if request.method == "POST":
        actions.end_questions(user=person)
        messages.success(request, _("Nothing more is asked. What you would like to say stands under “You”."))
        return redirect("home:start")
    return redirect("people:question", person.next_question) if person.next_question else redirect("people:settings")


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question: str) -> HttpResponse:
    """One question to somebody new. What they answer is kept at once; "not now" keeps nothing, and goes on."""
    person = signed_in(request)
    form = _form(question, request, person)
    if not person.next_question:
        return redirect("people:setting", question)
    if "not_now" in request.POST:
        return _goes_on(request, actions.answer(user=person, question=question, changes={}))
    if form.is_valid():
        return _goes_on(request, actions.answer(user=person, question=question, changes=form.changes()))
    context = {
        "form": form,
        "title": Question(question).label,
        "number": questions.number(question),
        "of": len(questions.ORDER),
        "back": questions.before(question),
    }
    return render(request, "people/question.html", context, status=422 if form.errors else 200)


def _form(question: str, request: HttpRequest, person: User) -> Answer:
    if question not in ANSWERS:
        raise Http404
    return ANSWERS[question](request.POST if request.method == "POST" else None, user=person)


def _goes_on(request: HttpRequest, following: str) -> HttpResponse:
    if following:
        return redirect("people:question", following)
    messages.success(request, _("That was all. Everything can be changed under “You”, on any day."))
    return redirect("home:start")


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    return render(request, "people/devices.html", {"devices": devices_of(request, now=timezone.now())})


@require_POST
def devices_end(request: HttpRequest) -> HttpResponse:
    """Sign out on one other device, or on all of them."""
    others = [device for device in devices_of(request, now=timezone.now()) if not device.is_this]
    chosen = request.POST.get("device", "")
    ending = [device.key for device in others if chosen in ("others", device.name)]
    actions.end_devices(user=signed_in(request), keys=ending)
    messages.success(request, _("You are signed out there."))
    return redirect("people:devices")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    """In which zone somebody who is not signed in reads times: a cookie, so that no address tells it."""
    if request.user.is_authenticated:
        return redirect("people:setting", Question.ZONE)
    form = ZoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = redirect(_way_back(request))
        _keep_a_year(request, response, middleware.ZONE_COOKIE, form.cleaned_data["time_zone"])
        return response
    context = {"form": form, "back": _way_back(request)}
    return render(request, "people/zone.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Choose how the pages look: on this device, and for whoever is signed in."""
    form = LookForm(request.POST)
    response = redirect(_way_back(request))
    if not form.is_valid():
        return response
    chosen = Look.SYSTEM if form.cleaned_data["look"] == "system" else Look(form.cleaned_data["look"])
    if request.user.is_authenticated:
        actions.choose_look(user=request.user, look=chosen)
    if chosen == Look.SYSTEM:
        response.delete_cookie(context.COOKIE, samesite="Lax")
    else:
        _keep_a_year(request, response, context.COOKIE, chosen)
    return response


@login_not_required
@require_GET
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign somebody in by a one-time link (only while DEBUG is on)."""
    if not settings.DEBUG:
        raise Http404
    try:
        person = actions.use_sign_in_link(token=token, now=timezone.now())
    except actions.LinkIsSpent as refusal:
        return render(request, "people/link_is_spent.html", {"refusal": refusal}, status=410)
    get_adapter(request).login(request, person)
    # Whoever tries the product out has no second device at hand. Where people live, there are no such links.
    record_authentication(request, person, "mfa", type="link")
    return redirect("home:start")


def _way_back(request: HttpRequest) -> str:
    """Where the form stood, if that is a page of ours."""
    back = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure())
    return back if ours and back.startswith("/") else "/"


@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: HttpRequest) -> HttpResponse:
    """From whom I am kept apart; add somebody by their mail address. No answer tells whether it is known here."""
    person = signed_in(request)
    form = ApartForm(request.POST or None, user=person)
    if form.is_valid():
        try:
            actions.keep_address_apart(owner=person, now=timezone.now(), **form.cleaned_data)
        except actions.ListIsFull as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("You will not be seated together."))
            return redirect("people:apart")
    context = {"form": form, "wishes": wishes_of(person)}
    return render(request, "people/apart.html", context, status=422 if form.errors else 200)


@require_POST
def apart_end(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Take somebody from that list; no reason is asked."""
    actions.end_apart(wish=wish_for(signed_in(request), wish_id))
    messages.success(request, _("That line is gone."))
    return redirect("people:apart")


@login_not_required
@never_cache
@csrf_exempt  # the address is the key, no cookie is asked; mail programs post by themselves (RFC 8058 § 3.2)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail like the one that the link stood in, or all mail. Opening the page changes nothing."""
    person, topic = person_by_stop_link(token)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        _stop_mail(person, topic)
        person.refresh_from_db(fields=["wishes", "reminders_by_mail"])
    elif request.method == "POST":
        undo = _tapped(request, token, person, topic)
        return redirect(f"{request.path}?{urlencode({'undo': undo})}" if undo else request.path)
    undo = request.GET.get("undo", "")
    page = {
        "stopping": stopping.state(person, topic),
        "undo": undo if stopping.read_undo(token, undo) else "",
    }
    return render(request, "people/stop.html", page)


def _tapped(request: HttpRequest, token: str, person: User, topic: str) -> str:
    """Do what was tapped on the page; return what takes it back, if there is something."""
    back = stopping.read_undo(token, request.POST.get("undo", ""))
    if back:
        _let_mail_come(person, topic if back == stopping.KIND else EVERYTHING)
    what = request.POST.get("do")
    if what not in (stopping.KIND, stopping.ALL):
        return ""
    comes = _stop_mail(person, topic if what == stopping.KIND else EVERYTHING)
    return stopping.undo_token(token, what) if comes else ""


def _stop_mail(person: User, topic: str) -> bool:
    """False: none came."""
    if not stopping.state(person, topic).kind_comes:
        return False
    if topic == EVERYTHING:
        actions.keep(user=person, changes={"reminders_by_mail": False})
    else:
        actions.hear_no_more(user=person, topic=topic, ways=[Channel.MAIL])
    return True


def _let_mail_come(person: User, topic: str) -> None:
    if topic == EVERYTHING:
        actions.keep(user=person, changes={"reminders_by_mail": True})
    else:
        actions.hear_again(user=person, topic=topic, ways=[Channel.MAIL])


@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Mail to my address came back; I say that it works again."""
    if trouble.clear(user=signed_in(request)):
        messages.success(request, _("Mail is sent to you again. If it comes back once more, it is said here."))
    return redirect(_way_back(request))


def _keep_a_year(request: HttpRequest, response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
