"""Words that are never used (product § 4), wherever somebody could read them."""

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter

from supportgroup.env import BASE_DIR
from tests.guards import words
from tests.guards.sources import python_files, short, templates

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]  # Reads every template, message and script.

NEVER = re.compile(
    r"\b(missed|failed|no[- ]shows?|absent|absence|inactive|we noticed|don['’]t lose|streaks?|last chance|you must"
    r"|are you still there|broken|victims?|oops|commit(?:s|ted)? suicide)\b|!",
    re.IGNORECASE,
)

ALLOWED = {
    # (file, word): why it is right there
}


def hits(source: str) -> list[str]:
    return [hit.group().lower() for hit in NEVER.finditer(source)]


def everything() -> Iterator[tuple[str, str]]:
    """Every place with words, and its words."""
    for path in templates():
        yield short(path), words.of_template(path.read_text())
    for path in python_files():
        for _, message in words.of_code(path):
            yield short(path), message
    for path in sorted((BASE_DIR / "static" / "js").rglob("*.js")):
        yield short(path), words.of_script(path.read_text())


def test_no_page_or_message_uses_a_word_that_hurts() -> None:
    found = {(place, word) for place, text in everything() for word in hits(text)}
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "no longer needed"


def test_pages_that_another_package_brings_do_not_use_them_either() -> None:
    """Those of its pages that have no counterpart of ours, and what it says when something does not work."""
    theirs = Path(allauth.__file__).parent / "templates"
    ours = {path.relative_to(BASE_DIR / "templates") for path in templates()}
    pages = [path for app in ("account", "mfa", "usersessions") for path in sorted((theirs / app).rglob("*.*"))]
    shown = {path.relative_to(theirs): words.of_template(path.read_text()) for path in pages}
    assert [str(name) for name, text in shown.items() if name not in ours and hits(text)] == []
    assert [str(said) for said in get_adapter().error_messages.values() if hits(str(said))] == []


def test_such_a_word_is_found_wherever_it_stands() -> None:
    template = """
        {% load i18n %}{# missed: a comment #}<p title="Oops">{% translate "You missed it" %}</p>
        <p>{% blocktranslate %}Are you still there?{% endblocktranslate %}</p><!-- failed -->
        {% include "_back.html" with label="Your streak is broken" %}{{ session.missed }}
    """
    assert sorted(hits(words.of_template(template))) == ["are you still there", "broken", "missed", "oops", "streak"]
    assert hits(words.of_script('const failed = "is_absent"; // oops\nshow("You must wait");')) == ["you must"]
    assert hits("Welcome!") == ["!"]


def test_messages_of_the_code_are_read() -> None:
    assert any("This group is full" in message or "seat" in message for _, message in _all_messages())


def _all_messages() -> Iterator[tuple[int, str]]:
    for path in python_files():
        yield from words.of_code(path)
