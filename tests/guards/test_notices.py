"""Whatever is sent to somebody can be read over their shoulder: no names of people, no telling words (product § 4)."""

import re
from pathlib import Path

import allauth
import pytest

from tests.guards import words
from tests.guards.sources import short, templates

pytestmark = pytest.mark.one_engine

TELLING = re.compile(
    r"\b(trauma\w*|abus\w+|suicid\w*|self[- ]harm|therap\w+|surviv\w+|mental\w*|depress\w*|anxi\w+|ptsd|crisis"
    r"|lonel\w+|grie\w+|diagnos\w+|support groups?|peer support|addict\w*|dissociat\w*)\b",
    re.IGNORECASE,
)
NAMING = {"chosen_name", "name", "purpose", "line", "text", "words", "author", "reporter", "subject", "user", "members"}
NEUTRAL = {
    # variable: why its name may stand there
    "organisation.neutral_name": "it tells nothing; that is what it is for",
    "neutral_name": "the same",
    "session.starts_at": "when",
    "day": "when",
    "time": "when",
    "subject": "the subject of this very mail, which is scanned itself",
}


def is_sent(path: Path) -> bool:
    """Mail, and the notes on somebody's own page."""
    return bool({"mail", "email"} & set(path.parts[:-1]) or {"note", "notes", "reminders"} & set(path.stem.split("_")))


NOTICES = [path for path in templates() if is_sent(path)]
ALLAUTH = sorted((Path(allauth.__file__).parent / "templates").rglob("email/*.txt"))


def telling(source: str) -> list[str]:
    return [hit.group() for hit in TELLING.finditer(words.of_template(source))]


def naming(source: str) -> list[str]:
    """Variables that print what somebody is called or has written."""
    found = words.variables(source) - set(NEUTRAL)
    return sorted(variable for variable in found if NAMING & set(variable.split(".")))


@pytest.mark.parametrize("path", [*NOTICES, *ALLAUTH], ids=lambda path: "/".join(path.parts[-3:]))
def test_a_notice_tells_nothing_to_whoever_looks_over_a_shoulder(path: Path) -> None:
    assert telling(path.read_text()) == []


@pytest.mark.parametrize("path", NOTICES, ids=short)
def test_a_notice_names_nobody(path: Path) -> None:
    assert naming(path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in NOTICES if "subject" in path.stem], ids=short)
def test_a_subject_prints_nothing_that_was_chosen_by_people(path: Path) -> None:
    assert words.variables(path.read_text()) <= set(NEUTRAL)


def test_notices_are_found() -> None:
    assert NOTICES


def test_a_telling_notice_is_found() -> None:
    assert telling("{% load i18n %}{% translate 'Your support group' %} for trauma") == ["support group", "trauma"]
    assert naming("{{ other.chosen_name }} {{ organisation.neutral_name }} {{ session.starts_at|date }}") == [
        "other.chosen_name"
    ]
