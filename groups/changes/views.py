"""What has changed in a group, for everybody who belongs to it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.changes.pages import log
from groups.people.access import signed_in


@require_safe
def changes(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The log, the newest change first."""
    found = log(signed_in(request), group_id, page=request.GET.get("page"))
    return render(request, "changes/log.html", {"log": found, "group": found.group})
