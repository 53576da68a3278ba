"""Countries (ISO 3166-1), from the tables that come with the time zone database."""

import functools
from importlib import resources


def _rows(name: str) -> list[list[str]]:
    table = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]


@functools.cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in _rows("iso3166.tab")}


@functools.cache
def _zones() -> dict[str, str]:
    return {row[2]: row[0] for row in _rows("zone.tab")}


def name_of(code: str) -> str:
    """A country's name in English; its code when the table has none."""
    return {"GB": "United Kingdom"}.get(code) or _names().get(code, code)


def of_zone(zone: str) -> str:
    """The code of the country that a time zone belongs to; empty for UTC, and for zones of no one country."""
    return _zones().get(zone, "")


def every() -> list[tuple[str, str]]:
    """(code, name) of every country, in the order of names."""
    return sorted(((code, name_of(code)) for code in _names()), key=lambda one: one[1])
