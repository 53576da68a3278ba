"""A handover is a table, and the drawing shows it (conventions, habit 11)."""

import re

import pytest

from groups.facilitation.models import Handover, HandoverState
from groups.facilitation.policy import MOVES, AlreadySettled, check_move
from supportgroup.env import BASE_DIR

ARROW = re.compile(r"^ +(\S+) --> (\S+)$", re.MULTILINE)


def test_the_drawing_is_the_table() -> None:
    drawn = set(ARROW.findall((BASE_DIR / "docs" / "handover.md").read_text()))
    told = {(str(start), str(end)) for start, ends in MOVES.items() for end in ends}
    last = {(str(state), "[*]") for state, ends in MOVES.items() if not ends}
    assert drawn == {("[*]", "proposed")} | told | last


def test_every_state_has_its_place_in_the_table() -> None:
    assert set(MOVES) == set(HandoverState)


@pytest.mark.parametrize("state", HandoverState)
@pytest.mark.parametrize("to", HandoverState)
def test_what_is_not_in_the_table_is_refused_in_words(state: HandoverState, to: HandoverState) -> None:
    handover = Handover(state=state)
    if to in MOVES[state]:
        check_move(handover, to)
    else:
        with pytest.raises(AlreadySettled, match=r"\w+ \w+"):
            check_move(handover, to)
