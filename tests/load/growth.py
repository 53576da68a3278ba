"""Does an installation with a hundred times as many groups pay more for a message, or for a reminder?"""

from .drive import say
from .figures import Figure
from .proc import Meter
from .room import MEMBERS, ROOMS
from .services import Installation

SMALL, LARGE, WORDS = 100, 10_000, 30
RATE, DUE = 1_000, 200


def growth(house: Installation) -> list[Figure]:
    """Percent more in a large installation; negative when it was less."""
    message = Figure("growth: cost of a message, 100 to 10,000 groups", "%", 20, 10, less=True)
    reminder = Figure("growth: cost of a reminder, 100 to 10,000 groups", "%", 20, 10, less=True)
    costs = []
    for groups in (SMALL, LARGE - SMALL):
        house.inside("grow", str(groups), str(WORDS))
        costs.append((_message(house, message), _reminder(house, reminder)))
    (small_message, small_reminder), (large_message, large_reminder) = costs
    message.measured = round((large_message / small_message - 1) * 100, 1)
    reminder.measured = round((large_reminder / small_reminder - 1) * 100, 1)
    return [message, reminder]


def _message(house: Installation, figure: Figure) -> float:
    """Processor time of the whole server for one message, in µs."""
    house.fresh_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    with Meter(house.trees()) as meter:
        facts = say(house, seats, rate=RATE, seconds=12, drain=10)
    cost = meter.total / facts["offered"] * 1e6
    figure.driver, figure.lag = facts["driver_cores"], facts["lag_p99_ms"]
    figure.notes.append(
        f"{cost:.0f} µs a message, p99 {facts['p99_ms']} ms, others on the machine {meter.elsewhere:.2f} cores"
    )
    house.stop_web()
    return cost


def _reminder(house: Installation, figure: Figure) -> float:
    """Processor time of planning and showing one reminder, in µs, the database's included."""
    with Meter(house.trees()) as meter:
        planned = house.inside("plan", str(DUE))
        shown = house.inside("show")
    figure.notes.append(
        f"planned {planned['per_second']:,.0f}/s, shown {shown['per_second']:,.0f}/s, "
        f"{planned['cpu_us'] + shown['cpu_us']:.0f} µs of the worker's processor; "
        f"others on the machine {meter.elsewhere:.2f} cores"
    )
    return 1e6 / planned["per_second"] + 1e6 / shown["per_second"]
