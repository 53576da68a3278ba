"""Beat only says "look now": each of its lines names a task, and each task is a shell."""

import inspect
from typing import Any

import pytest

from supportgroup import beat
from supportgroup.celery import app

pytestmark = pytest.mark.one_engine

app.loader.import_default_modules()
OURS = {
    name: task
    for name, task in sorted(app.tasks.items())
    if task.__module__.startswith(("supportgroup", "groups", "mod"))
}


def is_a_shell(function: Any) -> bool:
    """Takes what it is given by name, and whatever a newer release will add."""
    kinds = [argument.kind for argument in inspect.signature(function).parameters.values()]
    return kinds[-1:] == [inspect.Parameter.VAR_KEYWORD] and {*kinds[:-1]} <= {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("line", beat.SCHEDULE.values(), ids=lambda line: line["task"])
def test_every_line_of_beat_names_a_task(line: dict[str, Any]) -> None:
    assert line["task"] in OURS


@pytest.mark.parametrize("name", OURS)
def test_a_task_is_a_shell(name: str) -> None:
    assert is_a_shell(OURS[name].run)
    assert OURS[name].ignore_result
    assert name == ".".join(name.split(".")[-2:]), "a registered name says domain.verb: it outlives its module"


def test_what_is_not_a_shell_is_found() -> None:
    def remind(reminder: object, **_: object) -> None: ...

    assert not is_a_shell(remind)
    assert not is_a_shell(lambda: None)
