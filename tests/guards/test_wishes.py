"""What decides whether, when and how somebody is told is kept in one place, and each change of it has a new version."""

import ast
from collections.abc import Iterator

import pytest

from groups.people.models import User
from groups.people.said import DECIDES, WHEN
from groups.people.wishes import DEFAULTS, HOURS, Topic
from tests.guards.sources import place, python_files, short, tree

pytestmark = pytest.mark.one_engine

DECIDES_NOTHING = {
    # column of a person: why a change of it needs no new version
    "id": "never changes",
    "email": "asked for again with the row, as the mail is made; who confirms another one is told there from then on",
    "password": "signs in",
    "last_login": "signs in",
    "chosen_name": "no mail says it",
    "adult_at": "asked at the door",
    "understood_at": "asked at the door",
    "wishes_version": "is the version",
    "look": "of pages",
    "pronouns": "of rooms",
    "languages": "of the directory",
    "boundary": "of rooms",
    "next_question": "of pages",
    "most_groups": "asked when somebody is seated",
    "stands_in": "asked by whoever looks for somebody",
    "role": "asked at the door",
    "is_active": "asked for again with the row, as the mail leaves",
    "date_joined": "never changes",
}
ELSEWHERE = {
    "groups/people/said.py": "the place itself",
}
OF_OTHERS = {"time_zone", "rests_until"}
"""Columns that groups, series and requests have, too: only what is plainly a person's counts."""


def writes(module: ast.Module) -> Iterator[ast.AST]:
    """Places that write what decides: an assignment, an update, a list of columns to save."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            written = [one for target in targets for one in _written(target)]
            if any(_is_a_persons(one.attr, one.value) for one in written):
                yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _calls(node, node.func)


def _written(target: ast.AST) -> Iterator[ast.Attribute]:
    """`a.b`, `a.b[key]` and what stands in a row of them."""
    if isinstance(target, ast.Attribute):
        yield target
    elif isinstance(target, ast.Subscript | ast.Starred):
        yield from _written(target.value)
    elif isinstance(target, ast.Tuple | ast.List):
        for one in target.elts:
            yield from _written(one)


def _calls(node: ast.Call, verb: ast.Attribute) -> Iterator[ast.AST]:
    if verb.attr in ("update", "aupdate"):
        names = [given.arg for given in node.keywords if given.arg]
    elif verb.attr in ("save", "asave", "bulk_update"):
        strings = [one for given in [*node.args, *(pair.value for pair in node.keywords)] for one in ast.walk(given)]
        names = [str(one.value) for one in strings if isinstance(one, ast.Constant)]
    else:
        return
    if any(_is_a_persons(name, verb.value) for name in names):
        yield node


def _is_a_persons(column: str, owner: ast.AST) -> bool:
    whose = ast.unparse(owner).lower()
    return column in DECIDES and (column not in OF_OTHERS or "user" in whose or "person" in whose)


def test_every_column_of_a_person_is_known_to_decide_or_not_to() -> None:
    columns = {field.name for field in User._meta.concrete_fields}
    assert columns - DECIDES == set(DECIDES_NOTHING)
    assert columns >= DECIDES >= WHEN


@pytest.mark.slow  # Reads all of the source.
def test_nothing_else_writes_what_decides() -> None:
    found = {short(path): [place(path, node) for node in writes(tree(path))] for path in python_files()}
    assert [one for file, places in found.items() if file not in ELSEWHERE for one in places] == []
    assert [file for file in ELSEWHERE if not found[file] and file != "groups/people/said.py"] == [], "no longer needed"


@pytest.mark.parametrize(
    "source",
    [
        "user.rests_until = None",
        "user.chosen_name, user.time_zone = 'Sam', 'UTC'",
        "person.wishes['first'] = {}",
        "User.objects.filter(pk=1).update(quiet_from=None)",
        "User.objects.filter(pk=1).update(time_zone='UTC')",
        "person.save(update_fields=['mail_trouble'])",
        "User.objects.bulk_update(people, ['plain_mail'])",
        "rows.update(reminders_by_mail=False)",
    ],
)
def test_a_way_round_the_place_is_found(source: str) -> None:
    assert list(writes(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "SupportGroup.objects.filter(pk=1).update(time_zone='UTC')",
        "group.time_zone = zone",
        "User.objects.filter(pk=1).update(look='dark')",
        "keep(user_id=1, changes={'rests_until': None})",
        "until = user.rests_until",
        "times[person.wishes] = {}",
    ],
)
def test_what_is_no_way_round_it_is_left_alone(source: str) -> None:
    assert not list(writes(ast.parse(source)))


def test_every_topic_has_what_everybody_has_at_first_and_a_column_of_its_own_has_none() -> None:
    assert set(DEFAULTS) == set(Topic)
    assert set(HOURS) <= set(Topic)
