"""A worker dies just before, and just after, each step that it takes: nothing is lost, nothing is told twice on a page.

It dies of itself (`crashing.py`), at the claim, as a mail leaves, at the mark; each death is seen to be of that point.
"""

from collections.abc import Iterator

import pytest

from tests.faults.post import LetterOffice, NoticeOffice, Office, RingOffice, Sink
from tests.load.services import Installation

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

ONCE = [f"{when} {what} 1" for what in ("claim", "send", "mark") for when in ("before", "after")]
LATER = [f"{when} {what} 4" for what in ("send", "mark") for when in ("before", "after")]
"""The first of each is mostly of what stands on pages, and of a batch; the fourth lies between two mails."""


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.mark.parametrize(
    "points",
    [pytest.param(ONCE, id="short"), pytest.param([*ONCE, *LATER] * 3, id="long", marks=pytest.mark.faults_long)],
)
def test_dying_at_any_step_loses_no_reminder(house: Installation, sink: Sink, points: list[str]) -> None:
    with Office(house, sink, mails=60 * len(points)) as office:
        for point in points:
            assert office.dies(point) == point
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= len(points), verdict


@pytest.mark.parametrize("kind", [LetterOffice, NoticeOffice, RingOffice])
@pytest.mark.parametrize(
    "points",
    [
        pytest.param(["after send 2", "before mark 2"], id="short"),
        pytest.param([*ONCE, *LATER] * 2, id="long", marks=pytest.mark.faults_long),
    ],
)
def test_dying_at_any_step_loses_no_letter_no_news_and_no_ring(
    house: Installation, sink: Sink, kind: type[Office], points: list[str]
) -> None:
    with kind(house, sink, mails=40 + 10 * len(points)) as office:
        for point in points:
            assert office.dies(point) == point
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= len(points), verdict


def test_a_death_between_sending_and_marking_is_what_doubles_a_mail(house: Installation, sink: Sink) -> None:
    """What the others allow does happen: so their bound is not a bound on nothing."""
    with LetterOffice(house, sink, mails=20) as office:
        for point in ("after send 1", "before mark 3", "after mark 2"):
            assert office.dies(point) == point
        assert office.finish().doubled_by_mail == 2
