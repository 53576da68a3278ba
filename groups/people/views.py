"""A person's own pages."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups.people import actions, context
from groups.people.access import signed_in, wish_for, wishes_of
from groups.people.forms import ApartForm, LookForm, SettingsForm
from groups.people.models import Look

A_YEAR = 365 * 24 * 60 * 60


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """How I would like to be called, and reached."""
    person = signed_in(request)
    form = SettingsForm(request.POST or None, user=person)
    if form.is_valid():
        actions.change_settings(user=person, **form.cleaned_data)
        messages.success(request, _("Your settings are kept."))
        return redirect("people:settings")
    return render(request, "people/settings.html", {"form": form}, status=422 if form.errors else 200)


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
        response.set_cookie(
            context.COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
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
    return redirect("home:start")


def _way_back(request: HttpRequest) -> str:
    """Where the form stood, if that is a page of ours."""
    back = request.POST.get("next", "")
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
