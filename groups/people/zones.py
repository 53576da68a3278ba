"""Time zones as a person chooses them: sorted by region."""

import functools

from django.utils.translation import gettext as _

from groups.people.validators import known_time_zones


@functools.cache
def _by_region() -> dict[str, list[tuple[str, str]]]:
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(known_time_zones() - {"UTC"}):
        regions.setdefault(name.partition("/")[0], []).append((name, name.replace("_", " ")))
    return regions


def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """For a select: nothing chosen, then each region's zones, then UTC."""
    return [("", _("Choose…")), *_by_region().items(), ("UTC", "UTC")]
