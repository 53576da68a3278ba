"""The figures of the room: messages, delays, joins, memory, restarts."""

import math
import time
from pathlib import Path
from typing import Any

from .drive import Drive, say
from .figures import Figure
from .proc import Meter, memory_kib
from .services import Installation

ROOMS, MEMBERS, SOCKETS, IDLE = 50, 10, 500, 1_000
MOST_P99_MS, CLOSE_ENOUGH, HIGHEST = 200, 1.06, 12_000


def messages_a_second(house: Installation) -> list[Figure]:
    figure = Figure("messages/s from one web process", "1/s", 5_000, 8_000)
    house.fresh_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    search(house, seats, figure, lowest=2_000)
    return [figure]


def search(house: Installation, seats: Path, figure: Figure, *, lowest: float) -> None:
    """Look for the highest rate that holds: up by half until one does not, then between; then hold it longer."""
    good, bad, rate = 0.0, math.inf, lowest
    while bad / max(good, 1) > CLOSE_ENOUGH and rate <= HIGHEST:
        if holds(house, seats, figure, rate=rate, seconds=6):
            good = rate
        else:
            bad = rate
        rate = good * 1.5 if bad == math.inf else math.sqrt(max(good, bad / 4) * bad)
        if bad < 100:
            break
    while good and not holds(house, seats, figure, rate=good, seconds=15, final=True):
        good = round(good * 0.95)


def holds(
    house: Installation, seats: Path, figure: Figure, *, rate: float, seconds: float, final: bool = False
) -> bool:
    acks = house.folder / "acks.json"
    with Meter(house.trees()) as meter:
        facts = say(house, seats, rate=round(rate), seconds=seconds, drain=20, acks=acks)
    well = facts["sound"] and facts["p99_ms"] < MOST_P99_MS
    figure.notes.append(("held: " if final else "tried: ") + line(facts, meter))
    if not final or not well:
        return well
    in_database = house.inside("stored", str(acks))
    figure.notes.append(f"in the database: {in_database}")
    if in_database["absent"] or in_database["doubled"] or in_database["elsewhere"]:
        return False
    figure.measured, figure.driver, figure.lag = facts["offered_per_second"], facts["driver_cores"], facts["lag_p99_ms"]
    return True


def line(facts: dict[str, Any], meter: Meter) -> str:
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in meter.spent.items())
    wrong = ", ".join(
        f"{name} {facts[name]}"
        for name in ("lost", "doubled", "out_of_order", "differing", "unacknowledged", "closed", "unsaid", "retries")
        if facts[name]
    )
    return (
        f"{facts['offered_per_second']:,.0f}/s, p50 {facts['p50_ms']:.1f}, p99 {facts['p99_ms']:.1f} ms, "
        f"ack p99 {facts['ack_p99_ms']:.1f} ms; driver {facts['driver_cores']:.2f} cores, "
        f"lag {facts['lag_p99_ms']:.1f} ms; "
        f"{spent}, others on the machine {meter.elsewhere:.2f} cores; {wrong or 'none lost, doubled or out of order'}"
    )


def at_two_hundred(house: Installation) -> list[Figure]:
    """Delay and processor time under a load that a busy evening may bring."""
    delay = Figure("delivery p99 at 200 messages/s", "ms", 10, 5, less=True)
    cost = Figure("server CPU per 1,000 messages at 200/s", "s", 1.4, 1.0, less=True)
    house.fresh_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    drive = Drive("say", seats=seats, ports=list(house.web), rate=200, seconds=20, warm=5, drain=10)
    drive.wait_for("joined")
    with Meter(house.trees()) as meter:
        load = drive.wait_for("load")
    facts = load | drive.to_its_end()["report"]
    delay.measured = facts["p99_ms"]
    cost.measured = round(meter.total / facts["offered"] * 1_000, 3)
    for figure in (delay, cost):
        figure.lag, figure.driver = facts["lag_p99_ms"], facts["driver_cores"]
    delay.notes.append(f"p50 {facts['p50_ms']}, p95 {facts['p95_ms']}, acknowledgement p99 {facts['ack_p99_ms']} ms")
    cost.notes.append(
        ", ".join(f"{name} {spent / facts['offered'] * 1e3:.2f} s" for name, spent in meter.spent.items())
    )
    return [delay, cost]


def joins(house: Installation) -> list[Figure]:
    """Five hundred at once, the rooms full of words; the middle of three."""
    figure = Figure("joins/s, 500 at once", "1/s", 400, 700)
    house.fresh_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    say(house, seats, rate=1_000, seconds=4, drain=10)
    runs = []
    for _ in range(3):
        house.fresh_web()
        with Meter(house.trees()) as meter:
            facts = Drive("join", seats=seats, ports=list(house.web), sockets=SOCKETS).to_its_end()["joined"]
        if facts["joined"] < SOCKETS:
            figure.notes.append(f"only {facts['joined']} of {SOCKETS} came in: {facts['troubles']}")
            return [figure]
        runs.append((facts["joins_per_second"], facts, meter.spent))
    figure.measured, facts, spent = sorted(runs, key=lambda run: run[0])[1]
    figure.notes.append(
        f"p50 {facts['join_p50_ms']:.0f}, p99 {facts['join_p99_ms']:.0f} ms; {spent}; driver {facts['driver_cores']}"
    )
    return [figure]


def memory(house: Installation) -> list[Figure]:
    figure = Figure("memory per idle socket, 1,000 of them", "KiB", 50, 35, less=True)
    seats = house.seed(rooms=IDLE // MEMBERS, members=MEMBERS)
    house.fresh_web()
    warm = Drive("join", seats=seats, ports=list(house.web), sockets=MEMBERS).to_its_end()["joined"]
    time.sleep(3)
    (pid,) = house.trees()["web"]
    before = memory_kib(pid)
    drive = Drive("hold", seats=seats, ports=list(house.web), sockets=IDLE, seconds=15)
    joined = drive.wait_for("joined")["joined"]
    time.sleep(8)
    after = memory_kib(pid)
    held = drive.to_its_end()["report"]["held"]
    if held == joined == IDLE and warm["joined"] == MEMBERS:
        figure.measured = round((after["pss"] - before["pss"]) / IDLE, 1)
    figure.notes.append(f"{joined} came in, {held} stayed; before {before}, after {after} KiB")
    return [figure]


def comeback(house: Installation) -> list[Figure]:
    figure = Figure("500 sockets back after a web restart", "s", 2, 1, less=True)
    house.fresh_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    say(house, seats, rate=500, seconds=4, drain=10)
    drive = Drive("return", seats=seats, ports=list(house.web), sockets=SOCKETS, seconds=90)
    drive.wait_for("joined")
    time.sleep(1)
    house.fresh_web()
    facts = drive.to_its_end()["report"]
    figure.measured = facts["seconds_from_first_answer"]
    figure.notes.append(
        "counted from the first connection that the new process takes; "
        f"{facts['seconds_from_close']:.1f} s from the first socket closed, the start of Python included; "
        f"close codes {facts['codes']}"
    )
    return [figure]


TWO_AT = 4_000
"""Messages a second at which one process and two are compared: half of what one carries, so that commits are shared."""


def two_webs(house: Installation) -> list[Figure]:
    """What a second web process adds where it has a core to itself.

    Web processes, database and driver share two cores here. So the cost is compared, not the highest rate: one process
    is full when it uses a whole core; with two, each carries half of the sockets and is full when the busier one is.
    """
    figure = Figure("two web processes against one", "×", 1.7, 1.9)
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    costs = []
    for count in (1, 2):
        house.fresh_web(count=count)
        pids = house.trees()["web"]
        with Meter({str(pid): [pid] for pid in pids}) as meter:
            facts = say(house, seats, rate=TWO_AT, seconds=10, warm=3, drain=10)
        costs.append(max(meter.spent.values()) / facts["offered"])
        figure.notes.append(f"{count}: {line(facts, meter)}")
        figure.driver, figure.lag = worst(figure.driver, facts["driver_cores"]), worst(figure.lag, facts["lag_p99_ms"])
    figure.measured = round(costs[0] / costs[1], 2)
    figure.notes.append("the ratio of processor time per message of the busier process, at the same load")
    return [figure]


def worst(one: float, other: float) -> float:
    return other if math.isnan(one) else max(one, other)
