"""Eight groups to begin with: what people will read first is complete, adds up, and hurts nobody."""

import pytest

from groups.membership.models import LEAST_SEATS, MOST_SEATS, Agreement, Kind, Pace, SupportGroup
from groups.schedule.models import PlanStep, Series, StepKind
from groups.setup.kits import KITS, Kit
from tests.guards.test_words import hits

pytestmark = pytest.mark.one_engine

every_kit = pytest.mark.parametrize("kit", KITS.values(), ids=list(KITS))

STEPS = ("Arriving", "agreed", "Check-in round", "Quiet minutes", "Closing")
TELLING = ("diagnos", "disorder", "patient ", "symptom", "PTSD", "treatment plan", "client")


def everything_said(kit: Kit) -> str:
    brief, words = kit.agreement(limits="")
    plan = [step.words for step in kit.steps]
    return "\n".join([str(kit.title), *map(str, kit.facts.values()), *plan, brief, words])


def test_there_are_eight() -> None:
    assert list(KITS) == ["circle", "grief", "trust", "loneliness", "quiet", "workshop", "casual", "two"]


@every_kit
def test_the_steps_of_a_session_fill_it(kit: Kit) -> None:
    assert sum(step.minutes for step in kit.steps) == kit.minutes
    for word in STEPS:
        assert any(word in step.words for step in kit.steps), word


@every_kit
def test_every_step_of_a_session_says_what_it_is(kit: Kit) -> None:
    kinds = [step.kind for step in kit.steps]
    assert set(kinds) <= {*StepKind.values} - {StepKind.OTHER}
    assert (kinds[0], kinds[1], kinds[-1]) == (StepKind.ARRIVAL, StepKind.AGREEMENT, StepKind.CLOSING)
    assert {StepKind.CHECK_IN, StepKind.QUIET} <= set(kinds)


@every_kit
def test_a_group_a_plan_an_agreement_and_a_series_can_be_made_of_it(kit: Kit) -> None:
    SupportGroup(**kit.facts).clean_fields()
    for place, step in enumerate(kit.steps, start=1):
        PlanStep(place=place, **step._asdict()).clean_fields(exclude=["group"])
    brief, words = kit.agreement(limits="x" * 600)
    Agreement(version=1, brief=brief, words=words).clean_fields(exclude=["group", "made_at"])
    Series(minutes=kit.minutes, every_weeks=kit.every_weeks).clean_fields(
        exclude=["group", "starts_on", "at", "time_zone"]
    )


@every_kit
def test_its_size_and_kind_are_ours(kit: Kit) -> None:
    assert LEAST_SEATS <= kit.capacity <= MOST_SEATS
    assert kit.kind in Kind.values
    assert kit.pace in Pace.values


def test_two_people_and_a_facilitator_are_the_smallest_group() -> None:
    assert KITS["two"].capacity == 2


@every_kit
def test_the_agreement_names_what_safe_company_is_and_where_confidentiality_ends(kit: Kit) -> None:
    brief, words = kit.agreement(limits="")
    for word in ("curious", "patient", "non-judgmental"):
        assert word in words
        assert word in brief.casefold()
    for promise in ("Confidentiality has limits", "life is in danger", "No reason is needed", "kind", "emergency"):
        assert promise in words, promise


@every_kit
def test_the_organisation_says_where_confidentiality_ends(kit: Kit) -> None:
    _brief, words = kit.agreement(limits="Two limits hold, and these are ours.")
    assert "Two limits hold, and these are ours." in words
    assert "Confidentiality has limits" not in words


@every_kit
def test_no_word_of_it_hurts_or_names_a_condition(kit: Kit) -> None:
    said = everything_said(kit)
    assert hits(said) == []
    assert [word for word in TELLING if word.casefold() in said.casefold()] == []


def test_no_two_say_the_same() -> None:
    for field in ("title", "name", "purpose", "experience", "own_words", "plan"):
        assert len({str(getattr(kit, field)) for kit in KITS.values()}) == len(KITS), field
