"""The look of the pages that somebody chose."""

from django.http import HttpRequest

from groups.people.models import Look

COOKIE = "look"


def look(request: HttpRequest) -> dict[str, str]:
    """Of this device, else of the person; empty: as the device says."""
    chosen = request.COOKIES.get(COOKIE, "") or getattr(getattr(request, "user", None), "look", "")
    return {"look": chosen if chosen in Look.values else ""}
