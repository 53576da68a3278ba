"""The states of a wish, their drawing, and what follows from them."""

import re
from itertools import pairwise

import pytest

from groups.standby.models import StandbyState
from groups.standby.policy import MOVES, before
from supportgroup.env import BASE_DIR

pytestmark = pytest.mark.one_engine


def drawn() -> set[tuple[str, str]]:
    text = (BASE_DIR / "docs/standby.md").read_text()
    [drawing] = re.findall(r"```mermaid\n(.*?)```", text, flags=re.DOTALL)
    return set(re.findall(r"^\s+(\S+) --> (\S+)$", drawing, flags=re.MULTILINE))


def test_the_drawing_is_the_table() -> None:
    table = {(start.value, end.value) for start, ends in MOVES.items() for end in ends}
    ends = {(start.value, "[*]") for start, ends in MOVES.items() if not ends}
    assert drawn() == table | ends | {("[*]", "waiting")}


def test_every_state_stands_in_the_table_and_is_explained() -> None:
    text = (BASE_DIR / "docs/standby.md").read_text()
    assert set(MOVES) == set(StandbyState)
    assert all(f"\n| {one.value} |" in text for one in StandbyState)


def test_a_seat_is_taken_only_after_it_was_offered() -> None:
    assert before(StandbyState.TAKEN) == [StandbyState.OFFERED]
    assert before(StandbyState.OFFERED) == [StandbyState.WAITING]
    way = [StandbyState.PASSED, StandbyState.WAITING, StandbyState.OFFERED, StandbyState.TAKEN]
    assert all(end in MOVES[start] for start, end in pairwise(way))
