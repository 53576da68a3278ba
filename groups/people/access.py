"""The door to oneself."""

from django.http import Http404, HttpRequest

from groups.people.models import User


def signed_in(request: HttpRequest) -> User:
    """The person who asks. Pages behind the sign-in only."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user
