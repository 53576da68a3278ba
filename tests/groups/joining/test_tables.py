"""A request and an offer are tables, and the drawings show them (conventions, habit 11)."""

import re
from collections.abc import Mapping

import pytest
from django.db.models import TextChoices

from groups.joining.models import OFFER_MOVES, REQUEST_MOVES, UNDECIDED, OfferState, RequestState
from supportgroup.env import BASE_DIR

pytestmark = pytest.mark.one_engine

ARROW = re.compile(r"^ +(\S+) --> (\S+)$", re.MULTILINE)
REQUEST, OFFER = (BASE_DIR / "docs" / "joining.md").read_text().split("## An offer")


@pytest.mark.parametrize(("text", "moves"), [(REQUEST, REQUEST_MOVES), (OFFER, OFFER_MOVES)], ids=["request", "offer"])
def test_the_drawing_is_the_table(text: str, moves: Mapping[TextChoices, frozenset[TextChoices]]) -> None:
    told = {(str(start), str(end)) for start, ends in moves.items() for end in ends}
    last = {(str(state), "[*]") for state, ends in moves.items() if not ends}
    assert set(ARROW.findall(text)) == {("[*]", "open")} | told | last


def test_every_state_has_its_place_in_the_table() -> None:
    assert set(REQUEST_MOVES) == set(RequestState)
    assert set(OFFER_MOVES) == set(OfferState)
    assert set(UNDECIDED) == {RequestState.OPEN, RequestState.WAITING}
