"""Budgets on the tail: alarms, not goals (conventions). Statements and complexity are ruff's to count."""

from pathlib import Path

import pytest

from supportgroup.env import BASE_DIR
from tests.guards.sources import short, templates

pytestmark = pytest.mark.one_engine

LINES = {".py": 350, ".js": 350, ".css": 350, ".html": 120, ".txt": 120}
WHERE = ("supportgroup", "groups", "moderation", "tests", "static", "templates")


def files() -> list[Path]:
    found = (path for folder in WHERE for path in sorted((BASE_DIR / folder).rglob("*")))
    return [path for path in found if path.suffix in LINES and "migrations" not in path.parts]


def too_long(path: Path) -> str:
    lines = len(path.read_text().splitlines())
    return f"{short(path)}: {lines} lines" if lines > LINES[path.suffix] else ""


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    assert [words for path in files() if (words := too_long(path))] == []


def test_a_long_file_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("line\n" * 121)
    assert too_long(page) == "page.html: 121 lines"


@pytest.mark.parametrize("path", [path for path in templates() if path.suffix == ".html"], ids=short)
def test_nothing_in_a_page_needs_what_the_policy_forbids(path: Path) -> None:
    """No inline style, script or handler: the Content-Security-Policy would drop them, and pages look wrong."""
    text = path.read_text().lower()
    forbidden = [
        word for word in (" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:") if word in text
    ]
    assert forbidden == []
    assert "<script>" not in text
