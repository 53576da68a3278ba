"""What every page knows of the organisation."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from groups.organisation.models import Organisation


def organisation(request: HttpRequest) -> dict[str, object]:
    """The organisation, read at most once a page and only by pages that ask."""
    return {"organisation": SimpleLazyObject(Organisation.objects.current)}
