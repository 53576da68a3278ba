"""The picture of a week: every session is in it, none over another, and a full day says how many."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.overview.drawing import AXIS, COLUMN, DAY, HEAD, HOUR, LANES, LEAST, Box, Picture, Span, picture, pieces

pytestmark = pytest.mark.one_engine

spans = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, DAY - LEAST), st.integers(LEAST, 240)),
    max_size=24,
).map(lambda found: [Span(n, day, start, min(start + long, DAY)) for n, (day, start, long) in enumerate(found)])


calmly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def overlap(one: Box[int], other: Box[int]) -> bool:
    across = one.x < other.x + other.wide and other.x < one.x + one.wide
    return across and one.y < other.y + other.high and other.y < one.y + one.high


@pytest.mark.slow  # many weeks
@calmly
@given(spans)
def test_every_session_is_in_the_picture_once_and_inside_it(found: list[Span[int]]) -> None:
    drawn = picture(found)
    assert sorted(key for box in drawn.boxes for key in box.keys) == [span.key for span in found]
    for box in drawn.boxes:
        assert box.x > AXIS and box.x + box.wide < drawn.wide
        assert box.y > HEAD and box.y + box.high < drawn.high
        assert box.wide >= (COLUMN // LANES) - 6 and box.high > 0


@pytest.mark.slow  # many weeks
@calmly
@given(spans)
def test_no_session_hides_another(found: list[Span[int]]) -> None:
    boxes = picture(found).boxes
    assert not any(overlap(one, other) for n, one in enumerate(boxes) for other in boxes[:n])


def test_a_session_stands_in_its_day_at_its_hour() -> None:
    [box] = picture([Span("a", 2, 19 * 60 + 30, 20 * 60 + 30)]).boxes
    assert box.x - AXIS - 2 * COLUMN in range(COLUMN // 4)
    assert box.y == HEAD + HOUR // 2 + 1
    assert box.high == HOUR - 2


def test_two_at_once_share_the_column_and_one_alone_has_it_whole() -> None:
    spans = [Span("a", 0, 600, 660), Span("b", 0, 630, 690), Span("c", 0, 690, 750)]
    first, second, alone = picture(spans).boxes
    assert first.wide == second.wide < alone.wide
    assert first.x < second.x


def test_a_full_day_says_how_many_begin_in_each_hour() -> None:
    full = [Span(n, 0, 600 + n, 660 + n) for n in range(LANES + 1)] + [Span("late", 0, 1200, 1260)]
    boxes = picture([*full, Span("calm", 1, 600, 660)]).boxes
    assert [(len(box.keys), box.is_many) for box in boxes] == [(LANES + 1, True), (1, True), (1, False)]


def test_a_session_over_midnight_is_in_both_days() -> None:
    assert pieces("a", (1, 1410), (2, 30)) == [Span("a", 1, 1410, DAY), Span("a", 2, 0, 30)]
    assert pieces("a", (1, 1380), (2, 0)) == [Span("a", 1, 1380, DAY)]
    assert pieces("a", (6, 1410), (7, 30)) == [Span("a", 6, 1410, DAY)]
    assert pieces("a", (6, 1430), (7, 30)) == [Span("a", 6, 1410, DAY)]
    assert pieces("a", (-1, 1410), (0, 30)) == [Span("a", 0, 0, 30)]


def test_a_session_in_which_the_clock_is_set_back_is_in_the_picture() -> None:
    assert pieces("a", (6, 115), (6, 75)) == [Span("a", 6, 115, 145)]


def test_an_empty_week_has_its_hours() -> None:
    drawn: Picture[str] = picture([])
    assert (drawn.first, drawn.last, drawn.boxes) == (9, 21, [])


def test_the_line_of_this_minute_is_there_if_its_hour_is() -> None:
    drawn = picture([Span("a", 0, 600, 660)])
    assert drawn.line(630) == HEAD + HOUR // 2
    assert drawn.line(700) is None
