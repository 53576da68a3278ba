"""What people with power did, for those who look after that."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.people.access import for_overseers
from moderation.audit import pages
from moderation.audit.forms import LogForm


@require_safe
@for_overseers
def log(request: HttpRequest) -> HttpResponse:
    """The newest first; by group and by act."""
    form = LogForm(request.GET)
    asked = form.asked()
    context = {"log": pages.log(asked), "form": LogForm(initial=asked), "asked": asked}
    return render(request, "audit/log.html", context)
