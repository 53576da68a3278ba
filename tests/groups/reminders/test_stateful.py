"""Whatever happens, in whatever order: nobody is told twice, nobody not at all, nobody at night, nothing untrue."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.groups.reminders import oracle
from tests.groups.reminders.machine import Telling


def play(cast: Cast, *, examples: int, steps: int) -> None:
    Telling.cast = cast
    run_state_machine_as_test(
        Telling,
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


@pytest.mark.slow  # some hundred steps, all jobs run after each
def test_everybody_is_told_once_of_what_is_true(cast: Cast) -> None:
    play(cast, examples=6, steps=15)


@pytest.mark.slow
@pytest.mark.faults_long
def test_everybody_is_told_once_of_what_is_true_for_long(cast: Cast) -> None:
    play(cast, examples=2000, steps=30)


def test_the_oracle_knows_the_clocks() -> None:
    """Worked out by hand: London goes forward on 29 March 2026, at one in the night, and back on 25 October."""
    night = (time(22), time(8))
    start = datetime(2026, 3, 30, 18, 0, tzinfo=UTC)  # seven in the evening
    assert oracle.when(start, "Europe/London", night, days=3, at=None, hours=None) == datetime(
        2026, 3, 27, 19, 0, tzinfo=UTC
    )
    assert oracle.when(start, "Europe/London", None, days=1, at=time(1, 30), hours=None) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    late = datetime(2026, 10, 26, 23, 0, tzinfo=UTC)
    assert oracle.when(late, "Europe/London", night, days=1, at=None, hours=None) == datetime(
        2026, 10, 26, 8, 0, tzinfo=UTC
    )
    assert oracle.when(start, "Europe/London", (time(9), time(18, 30)), days=1, at=time(12), hours=3) == datetime(
        2026, 3, 30, 7, 45, tzinfo=UTC
    )
