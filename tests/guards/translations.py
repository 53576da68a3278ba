"""Catalogues of other languages (`locale/*/LC_MESSAGES/*.po`), as far as the guards read them."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ENTRY = re.compile(r"(?:^#[^\n]*\n)*^msgid [^\n]*\n(?:[^\n]+\n?)*", re.MULTILINE)
QUOTED = re.compile(r'^\s*(?:(msg\w+)(?:\[\d\])? )?"((?:[^"\\]|\\.)*)"', re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One message: where it stands, what it is in our words, and in theirs."""

    places: tuple[str, ...]
    ours: str
    theirs: str


def catalogues() -> list[Path]:
    """Every catalogue there is."""
    return sorted(po for folder in settings.LOCALE_PATHS for po in Path(folder).rglob("*.po"))


def language_of(path: Path) -> str:
    """`de` of `locale/de/LC_MESSAGES/django.po`, and of `locale/de_AT/…` too."""
    return path.parts[-3].partition("_")[0]


def entries(source: str) -> list[Entry]:
    """What a catalogue holds (GNU gettext, § 10.1.1)."""
    return [_entry(hit.group()) for hit in ENTRY.finditer(source)]


def _entry(block: str) -> Entry:
    said: dict[str, str] = {}
    field = ""
    for name, words in QUOTED.findall(block):
        field = name or field
        said[field] = said.get(field, "") + words
    places = [place for line in re.findall(r"^#: (.*)$", block, re.MULTILINE) for place in line.split()]
    return Entry(tuple(place.partition(":")[0] for place in places), said.get("msgid", ""), said.get("msgstr", ""))
