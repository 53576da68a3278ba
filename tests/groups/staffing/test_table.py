"""Asking somebody to stand in is a table, and the drawing shows it (conventions, habit 11)."""

import re

import pytest

from groups.staffing.models import AskState, SubstituteAsk
from groups.staffing.policy import MOVES, AlreadySettled, check_move
from supportgroup.env import BASE_DIR

pytestmark = pytest.mark.one_engine

ARROW = re.compile(r"^ +(\S+) --> (\S+)$", re.MULTILINE)


def test_the_drawing_is_the_table() -> None:
    drawn = set(ARROW.findall((BASE_DIR / "docs" / "staffing.md").read_text()))
    told = {(str(start), str(end)) for start, ends in MOVES.items() for end in ends}
    assert drawn == {("[*]", "asked")} | told


def test_every_state_has_its_place_in_the_table() -> None:
    assert set(MOVES) == set(AskState)


@pytest.mark.parametrize("state", AskState)
@pytest.mark.parametrize("to", AskState)
def test_what_is_not_in_the_table_is_refused_in_words(state: AskState, to: AskState) -> None:
    ask = SubstituteAsk(state=state)
    if to in MOVES[state]:
        check_move(ask, to)
    else:
        with pytest.raises(AlreadySettled, match=r"\w+ \w+"):
            check_move(ask, to)
