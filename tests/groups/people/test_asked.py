"""Nothing anywhere asks for what somebody is called by law, when they were born, or what they live with (S0-02)."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms

import groups
import moderation
from tests.guards.sources import short, templates

pytestmark = pytest.mark.one_engine

TOO_MUCH = re.compile(
    r"\b(legal|real|full|last|first|family|given)[ _]?name|\bsurname|birth|\bage\b|\bdob\b|diagnos|condition|symptom"
    r"|disorder|medic|gender|\bsex\b|your (tele)?phone|street|postcode|post_code|insurance|\bseverity|\bscore",
    re.IGNORECASE,
)
INPUT = re.compile(r"<(?:input|select|textarea)[^>]*\bname=\"([^\"{]+)\"")


def forms_of_the_site() -> Iterator[type[forms.BaseForm]]:
    """Every form of ours, wherever it is written, and those of others that it builds on."""
    for package in (groups, moderation):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    waiting: list[type] = [forms.BaseForm]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.split(".")[0] in {"groups", "moderation"}:
                yield one


def asked() -> Iterator[tuple[str, str]]:
    for form in forms_of_the_site():
        for name, field in getattr(form, "base_fields", {}).items():
            yield f"{form.__module__}.{form.__name__}", f"{name}: {field.label or ''}"
    for path in templates():
        for name in INPUT.findall(path.read_text()):
            yield short(path), name


def too_much(words: str) -> bool:
    return bool(TOO_MUCH.search(words))


def test_no_field_asks_too_much() -> None:
    assert {(where, words) for where, words in asked() if too_much(words)} == set()


def test_the_fields_are_found() -> None:
    found = {where for where, _ in asked()}
    assert {"groups.people.answers.NameAnswer", "groups.people.forms.SignupDetails"} <= found
    assert len(found) > 15


@pytest.mark.parametrize("words", ["legal_name: Your name", "born: Date of birth", "note: Your diagnosis", "full name"])
def test_a_field_that_asks_too_much_is_seen(words: str) -> None:
    assert too_much(words)
