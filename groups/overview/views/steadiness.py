"""How steady all groups are."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.overview.standing import standing
from groups.people.access import for_admins

A_PAGE = 20


@require_safe
@for_admins
def steadiness(request: HttpRequest) -> HttpResponse:
    """The service's record of every group, those with something to mend first."""
    found = standing(now=timezone.now())
    page = Paginator(found.lines, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "overview/steadiness.html", {"standing": found, "page": page})
