"""Notes on devices: what a browser is asked, what it gives, what it shows, and how it stops."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.organisation.models import Organisation
from groups.people import push
from groups.people.access import push_device_for, push_devices_of, signed_in
from groups.people.forms import DeviceForm
from groups.people.push import browser, kept


@require_safe
def device_notes(request: HttpRequest) -> HttpResponse:
    """Let notes come to this device, or stop them; to which others they come."""
    devices = list(push_devices_of(signed_in(request)))
    here = next((one for one in devices if one.pk == browser.device_id(request)), None)
    page = {"is_offered": push.is_offered(), "here": here, "others": [one for one in devices if one != here]}
    return render(request, "people/device_notes.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def this_device(request: HttpRequest) -> HttpResponse:
    """What a browser needs to subscribe (GET), and what it got (POST, JSON); asked and given by its script."""
    person = signed_in(request)
    if not push.is_offered():
        raise Http404
    if request.method != "POST":
        return JsonResponse({"key": settings.PUSH_PUBLIC_KEY, "token": get_token(request)})
    form = DeviceForm.of(request.body)
    if not form.is_valid():
        return JsonResponse({"say": form.sentence}, status=422)
    try:
        device = kept.take(
            user=person, now=timezone.now(), **form.given(), session_key=str(request.session.session_key)
        )
    except kept.ManyDevices as no:
        return JsonResponse({"say": str(no)}, status=422)
    messages.success(request, _("Notes come to this device from now on."))
    response = JsonResponse({"on": True})
    browser.remember(request, response, device.pk)
    return response


@require_POST
def device_notes_end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """No more notes to one of my devices."""
    kept.stop(device=push_device_for(signed_in(request), device_id))
    messages.success(request, _("No notes come there any more."))
    return redirect("people:device_notes")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What a browser runs when it is rung: it shows one line that is always the same."""
    page = {"neutral_name": Organisation.objects.current().neutral_name}
    response = render(request, "people/device_note.js", page, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """For a phone's home screen, without which some show no notes (Web Application Manifest § 1)."""
    name = Organisation.objects.current().neutral_name
    icons = [
        {"src": static(f"icons/mark-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    said = {"id": "/", "name": name, "short_name": name, "start_url": "/", "scope": "/", "display": "standalone"}
    body = json.dumps({**said, "icons": icons})
    return HttpResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})
