"""The doors to what the organisation tells everybody. They open without a database too."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest

from groups.organisation.countries import name_of
from groups.organisation.lines import KNOWN, Line
from groups.organisation.models import HelpLine, Organisation

Reachable = HelpLine | Line


def current() -> Organisation:
    """The organisation; its defaults when the database does not answer."""
    try:
        return Organisation.objects.current()
    except DatabaseError:
        return Organisation()


def frame(request: HttpRequest) -> dict[str, Organisation]:
    """What the frame of a page asks the database for. When that does not answer, the frame is a stranger's."""
    try:
        bool(request.user.is_authenticated)
        return {"organisation": Organisation.objects.current()}
    except DatabaseError:
        request.session, request.user = type(request.session)(), AnonymousUser()
        return {"organisation": Organisation()}


def help_lines() -> Sequence[Reachable]:
    """The lines that the admins keep; the well-known ones when there are none, or none can be read."""
    try:
        kept = list(HelpLine.objects.order_by("country", "name", "pk"))
    except DatabaseError:
        kept = []
    return kept or list(KNOWN)


def by_country(lines: Iterable[Reachable], *, first: str) -> list[tuple[str, str, list[Reachable]]]:
    """(code, name, lines) for each country in the order of names; the one that is asked for comes first."""
    countries: dict[str, list[Reachable]] = {}
    for line in lines:
        countries.setdefault(line.country, []).append(line)
    named = [(code, name_of(code), those) for code, those in countries.items()]
    return sorted(named, key=lambda entry: (entry[0] != first, entry[1]))
