"""How a row of the permission matrix is written and read. The rows stand in `matrix.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

PEOPLE = {
    "nobody": None,
    "outsider": "olu",
    "member": "sam",
    "facilitator": "noor",
    "moderator": "max",
    "admin": "ada",
}
"""The columns, and who of the cast stands in each."""


Data = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
Before = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Row:
    """One address, one method: what each of six people is answered, for our thing, theirs, and none."""

    name: str
    method: str
    things: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    data: Data = field(default_factory=dict)
    before: Before | None = None

    @property
    def absent(self) -> tuple[str, ...]:
        """What does not exist: whoever must sign in is sent there first, everybody else reads "not found"."""
        return ("in" if self.ours[0] == "in" else "no", *["no"] * (len(PEOPLE) - 1))


@dataclass(frozen=True)
class Order:
    """One command of the room's socket: what each of six people is answered in our room, and in theirs."""

    do: str
    frame: Data
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    before: Before | None = None


def sees(name: str, things: str, ours: str, theirs: str = "", *, before: Before | None = None) -> Row:
    """A GET."""
    return _row(name, "get", things, ours, theirs, {}, before)


def does(
    name: str, things: str, ours: str, theirs: str = "", *, data: Data | None = None, before: Before | None = None
) -> Row:
    """A POST."""
    return _row(name, "post", things, ours, theirs, data or {}, before)


def sends(
    do: str, frame: Data, ours: str, theirs: str = "4401 4403 4403 4403 4403 4403", *, before: Before | None = None
) -> Order:
    """A command over the socket: `ok`, the reason of its rejection, or the code with which the door was closed."""
    return Order(do=do, frame=frame, ours=_cells(do, ours), theirs=_cells(do, theirs), before=before)


def _row(name: str, method: str, things: str, ours: str, theirs: str, data: Data, before: Before | None) -> Row:
    mine = _cells(name, ours)
    other = _cells(name, theirs) if theirs else ("in" if mine[0] == "in" else "no", *["no"] * (len(PEOPLE) - 1))
    return Row(name, method, tuple(things.split()), mine, other, data, before)


def _cells(name: str, line: str) -> tuple[str, ...]:
    cells = tuple(line.split())
    if len(cells) != len(PEOPLE):
        raise ValueError(f"{name}: one answer for each of {', '.join(PEOPLE)}, please; got {len(cells)}")
    return cells
