"""Whatever happens to a schedule, in whatever order: no session is doubled, none is lost, and answers are kept."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from groups.schedule.zones import rules_of
from tests.cast import Cast
from tests.groups.schedule import oracle
from tests.groups.schedule.machine import Schedule


@pytest.fixture
def machine(cast: Cast, tmp_path: Path) -> Iterator[type[Schedule]]:
    before = zoneinfo.TZPATH
    place = tmp_path / "Europe" / "London"
    place.parent.mkdir()
    place.write_bytes(oracle.file_of("Africa/Abidjan"))

    def put(other: bool) -> None:
        zoneinfo.reset_tzpath(to=[str(tmp_path), *before] if other else before)
        ZoneInfo.clear_cache()
        rules_of.cache_clear()
        oracle.stretches.cache_clear()

    Schedule.cast, Schedule.other_rules = cast, staticmethod(put)
    yield Schedule
    put(False)


def play(machine: type[Schedule], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # A shorter way to the same mistake takes minutes to find, and the steps say enough.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow  # some hundred steps, all rows looked at after each
def test_no_session_is_doubled_none_lost_and_answers_are_kept(machine: type[Schedule]) -> None:
    play(machine, examples=12, steps=20)


@pytest.mark.slow
@pytest.mark.faults_long
def test_no_session_is_doubled_none_lost_and_answers_are_kept_for_long(machine: type[Schedule]) -> None:
    play(machine, examples=150, steps=40)
