"""The plan of a session: rows that are moved, taken out and written down, without a script."""

import pytest
from django.test import Client

from groups.membership.models import SupportGroup
from tests.groups.setup.conftest import at, changes_of, words_of


def steps(*lines: tuple[str, str], do: str = "save") -> dict[str, str]:
    given = {"do": do}
    for place, (minutes, words) in enumerate(lines):
        given |= {f"minutes-{place}": minutes, f"words-{place}": words}
    return given


THREE = (("10", "Arriving"), ("40", "The round"), ("10", "Closing"))


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("save", ["Arriving", "The round", "Closing"]),
        ("up-1", ["The round", "Arriving", "Closing"]),
        ("down-1", ["Arriving", "Closing", "The round"]),
        ("up-0", ["Arriving", "The round", "Closing"]),
        ("down-2", ["Arriving", "The round", "Closing"]),
        ("remove-1", ["Arriving", "Closing"]),
        ("remove-99", ["Arriving", "The round", "Closing"]),
        ("up-²", ["Arriving", "The round", "Closing"]),
        ("nonsense", ["Arriving", "The round", "Closing"]),
    ],
)
def test_steps_are_moved_and_taken_out_by_buttons_that_save(
    ada: Client, draft: SupportGroup, do: str, order: list[str]
) -> None:
    assert ada.post(at("plan", draft), steps(*THREE, do=do)).status_code == 302
    assert list(draft.plan.order_by("place").values_list("words", flat=True)) == order


def test_the_plan_is_written_down_before_and_after(ada: Client, draft: SupportGroup) -> None:
    ada.post(at("plan", draft), steps(*THREE))
    ada.post(at("plan", draft), steps(*THREE))
    ada.post(at("plan", draft), steps(*THREE, ("", "")))
    [line] = changes_of(draft)
    assert line["plan"][1] == ["10 Arriving", "40 The round", "10 Closing"]
    assert "Together 60 minutes" in words_of(ada.get(at("plan", draft)))


@pytest.mark.parametrize(
    "wrong",
    [("", "Only words"), ("5", ""), ("0", "None"), ("9" * 5000, "Much"), ("-1", "x"), ("5", "x" * 121), ("5", "a\0b")],
)
def test_a_step_that_cannot_be_right_keeps_everything_that_was_typed(
    ada: Client, draft: SupportGroup, wrong: tuple[str, str]
) -> None:
    before = list(draft.plan.order_by("place").values_list("words", flat=True))
    answer = ada.post(at("plan", draft), steps(THREE[0], wrong))
    assert answer.status_code == 422
    assert "Arriving" in words_of(answer)
    assert list(draft.plan.order_by("place").values_list("words", flat=True)) == before
    taken_out = ada.post(at("plan", draft), steps(THREE[0], wrong, do="remove-1"))
    assert taken_out.status_code == 302


def test_a_plan_longer_than_any_session_is_refused(ada: Client, draft: SupportGroup) -> None:
    answer = ada.post(at("plan", draft), steps(("200", "Long"), ("200", "Longer")))
    assert answer.status_code == 422
    assert "more than 240 minutes" in words_of(answer)


def test_a_step_says_what_it_is_and_takes_that_along_when_it_moves(ada: Client, draft: SupportGroup) -> None:
    given = steps(*THREE, do="up-1") | {"kind-0": "arrival", "kind-1": "theme", "kind-2": ""}
    ada.post(at("plan", draft), given)
    kinds = [(step.words, step.kind) for step in draft.plan.all().in_order()]
    assert kinds == [("The round", "theme"), ("Arriving", "arrival"), ("Closing", "")]
    page = words_of(ada.get(at("plan", draft)))
    assert '<option value="theme" selected>' in page
    assert changes_of(draft)[-1]["plan"][1] == ["40 [theme] The round", "10 [arrival] Arriving", "10 Closing"]


def test_a_kind_that_nobody_knows_keeps_what_was_typed(ada: Client, draft: SupportGroup) -> None:
    before = draft.plan.all().in_order()
    answer = ada.post(at("plan", draft), steps(*THREE) | {"kind-1": "party"})
    assert (answer.status_code, "Choose one of these." in words_of(answer)) == (422, True)
    assert "The round" in words_of(answer)
    assert draft.plan.all().in_order() == before
