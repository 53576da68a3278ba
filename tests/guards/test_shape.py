"""The same file name means the same job everywhere (architecture § 1, conventions § The twenty habits)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.sources import functions, imports, named, place, python_files, short, tree

pytestmark = pytest.mark.one_engine

REQUEST_LESS = ("actions", "policy", "models")
ROUND_THE_DOOR = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}

DOORLESS = {
    # view: why what it is given in the address needs no door
    "groups/people/views.py:sign_in_link": "the token is the door; the action that judges it spends it",
}


def with_positional_arguments(module: ast.Module) -> list[str]:
    """Functions whose caller need not name what is given."""
    return [f.name for f in functions(module) if f.args.args or f.args.posonlyargs or f.args.vararg]


def ways_round_the_door(module: ast.Module) -> Iterator[ast.AST]:
    """Places where rows are loaded without a door of access.py."""
    for node in ast.walk(module):
        name = {ast.Attribute: "attr", ast.Name: "id"}.get(type(node), "")
        if getattr(node, name, None) in ROUND_THE_DOOR | SHORTCUTS:
            yield node


def doors(module: ast.Module) -> set[str]:
    """The names under which a module knows `access.py` and what is in it."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            from_access = node.module.split(".")[-1] == "access"
            found |= {a.asname or a.name for a in node.names if from_access or a.name == "access"}
    return found


def views_without_a_door(module: ast.Module) -> list[str]:
    """Views that are given an id by the address and use no door, themselves or through a helper of theirs."""
    known = doors(module)
    helpers = {f.name: f for f in module.body if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)}
    for _ in helpers:  # a helper of a helper, as deep as they go
        known |= {name for name, function in helpers.items() if name.startswith("_") and _uses(function, known)}
    return [f.name for f in functions(module) if len(f.args.args) > 1 and not _uses(f, known)]


def _uses(function: ast.AST, names: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(function))


@pytest.mark.parametrize("path", named("actions"), ids=short)
def test_what_an_action_is_given_is_named(path: Path) -> None:
    assert with_positional_arguments(tree(path)) == []


@pytest.mark.parametrize("path", named("actions"), ids=short)
def test_an_action_says_what_it_does(path: Path) -> None:
    assert [f.name for f in functions(tree(path)) if not ast.get_docstring(f)] == []


@pytest.mark.parametrize("path", named(*REQUEST_LESS), ids=short)
def test_what_is_below_the_views_knows_no_request(path: Path) -> None:
    assert [name for name in imports(tree(path)) if name.startswith("django.http")] == []


@pytest.mark.parametrize("path", named("views", "consumers"), ids=short)
def test_rows_are_reached_through_a_door(path: Path) -> None:
    assert [place(path, node) for node in ways_round_the_door(tree(path))] == []


@pytest.mark.parametrize("path", named("views"), ids=short)
def test_a_view_with_a_row_goes_through_a_door(path: Path) -> None:
    assert {f"{short(path)}:{name}" for name in views_without_a_door(tree(path))} <= set(DOORLESS)


def test_every_exception_from_the_doors_is_still_needed() -> None:
    found = {f"{short(path)}:{name}" for path in named("views") for name in views_without_a_door(tree(path))}
    assert set(DOORLESS) <= found


@pytest.mark.parametrize("path", python_files(), ids=short)
def test_whoever_catches_everything_says_why(path: Path) -> None:
    """Ruff (BLE001) finds a blind `except`; the line that allows one gives the reason."""
    allowed = [line for line in path.read_text().splitlines() if "noqa: BLE001" in line]
    assert [line for line in allowed if not re.search(r"noqa: BLE001 - \w+ \w+", line)] == []


WRONG = ast.parse(
    """
from groups.membership import access

def leave(membership, *, now): ...

def page(request, group_id):
    return SupportGroup.objects.get(pk=group_id)

def other(request, group_id):
    return _load(request, group_id)

def _load(request, group_id):
    return access.group_for(request.user, group_id)
"""
)


def test_what_goes_round_is_found() -> None:
    assert "leave" in with_positional_arguments(WRONG)
    assert len(list(ways_round_the_door(WRONG))) == 1
    assert views_without_a_door(WRONG) == ["page"]
