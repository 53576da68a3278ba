"""Pages that must work in the worst hour: help, the way out, and a few lines to come back to oneself."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from groups.organisation import access, countries
from groups.organisation.lines import EMERGENCY


@login_not_required
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Where to get help now, by country. Without a database: the well-known lines."""
    here = request.GET.get("country", "").upper() or countries.of_zone(timezone.get_current_timezone_name())
    lines = access.by_country(access.help_lines(), first=here)
    page = {"countries": lines, "here": here, "emergency": EMERGENCY, **access.frame(request)}
    return render(request, "organisation/help.html", page)


@login_not_required
@require_safe
def grounding(request: HttpRequest) -> HttpResponse:
    """A few lines to come back to this room: text, nothing that moves."""
    return render(request, "organisation/grounding.html", access.frame(request))


# Exempt: it must work from a page that stood open for days, and the worst that a stranger's page can do with it is
# to sign somebody out, which the cookie's SameSite=Lax does not even allow.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave this site: forget the sign-in on the server, go to a page that says nothing. Never asks, never fails."""
    response = HttpResponseRedirect(access.current().exit_url)
    response.status_code = 303
    try:
        request.session.flush()
    except DatabaseError:
        # The row stays; the cookie that opens it goes. An empty session is not written back.
        request.session = type(request.session)()
    for name in ("messages", settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
