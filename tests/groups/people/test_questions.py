"""In which order somebody new is asked."""

import pytest

from groups.people import questions
from groups.people.models import Question


def test_the_order_is_the_models() -> None:
    assert list(questions.ORDER) == [one for one in Question.values if one]


def test_one_way_leads_through_all_of_them_and_back() -> None:
    there, one = [], questions.ORDER[0]
    while one:
        there.append(one)
        one = questions.after(one)
    assert there == list(questions.ORDER)
    back, one = [], questions.ORDER[-1]
    while one:
        back.append(one)
        one = questions.before(one)
    assert back == there[::-1]


def test_they_are_counted_from_one() -> None:
    assert [questions.number(one) for one in questions.ORDER] == list(range(1, 9))


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        ("name", "quiet", "quiet"),
        ("quiet", "name", "quiet"),
        ("", "name", ""),
        ("zone", "", ""),
        ("zone", "zone", "zone"),
    ],
)
def test_who_goes_back_goes_on_from_where_they_stopped(one: str, other: str, where: str) -> None:
    assert questions.furthest(one, other) == where
