"""Some recipients at whom the mail server hangs, one whose row is broken: the others do not wait for them."""

import asyncio
import math
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.post import FLAGS, Office, Sink
from tests.load.services import Installation, end

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

LONGEST = 60
"""Seconds: nobody waits longer for their mail because of somebody else's."""


POISON = "two\nlines@example.org"
"""An address that no mail can be written to: it breaks whoever tries."""

MAILS = """
    FROM groups_reminder JOIN groups_membership seat ON seat.id = membership_id
        JOIN groups_user person ON person.id = user_id WHERE channel = 'mail'
"""


class Moody(Sink):
    """At some recipients it hangs; then it says that it is busy, and then that there is no such mailbox."""

    def __init__(self, *, hangs: float) -> None:
        super().__init__(seconds=0)
        self.hangs, self.hard, self.tries = hangs, set[str](), Counter[str]()

    async def answer(self, address: str) -> str:
        if address not in self.hard:
            return ""
        self.tries[address] += 1
        if self.tries[address] == 1:
            await asyncio.sleep(self.hangs)
        return "550 5.1.1 no such mailbox" if self.tries[address] > 2 else "451 4.3.0 busy, later please"


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


def delays(office: Office, sink: Moody, *, began: float) -> list[float]:
    """Seconds until each mail to somebody else, and each note on a page, from the moment at which all were due."""
    mailed = [at - began for to, at in sink.first.values() if to not in sink.hard]
    shown = office.ask(
        f"SELECT extract(epoch FROM sent_at) - {began} FROM groups_reminder WHERE channel = 'in_app' AND state = 'sent'"
    )
    return sorted([*mailed, *(float(row[0]) for row in shown)])


def p99(values: list[float]) -> float:
    return values[math.ceil(len(values) * 0.99) - 1]


@pytest.mark.parametrize(
    ("due", "hard", "workers"),
    [
        pytest.param(400, 1, 1, id="short"),
        pytest.param(10_000, 1, 1, id="long, one", marks=pytest.mark.faults_long),
        pytest.param(10_000, 5, 1, id="long, five", marks=pytest.mark.faults_long),
        pytest.param(10_000, 5, 2, id="long, five, two workers", marks=pytest.mark.faults_long),
    ],
)
def test_a_hanging_recipient_and_a_broken_row_keep_nobody_waiting_and_are_parked(
    house: Installation, due: int, hard: int, workers: int
) -> None:
    # The short form hangs longer than any patience, too: the time-out of a mail is real, everything else is quick.
    with Moody(hangs=40) as sink, Office(house, sink, mails=due // 2, groups=due // 40) as office:
        chosen = office.ask(f"SELECT DISTINCT email, random() AS chance {MAILS} ORDER BY chance LIMIT {hard + 1}")
        (broken, _), *those = chosen
        office.ask(f"UPDATE groups_user SET email = E'two\\nlines@example.org' WHERE email = '{broken}'")
        sink.hard = {address for address, _ in those}
        others = len(office.expected["mail"]) - sum(states(office, sink.hard | {POISON}).values())
        began = time.time()
        office.ask("UPDATE groups_reminder SET due_at = now()")
        staff = [house.start("worker", "-m", "celery", "-A", office.app, "worker", *FLAGS) for _ in range(workers)]
        try:
            office.wait(lambda: len(sink.first) >= others, seconds=LONGEST * 4)
            took = delays(office, sink, began=began)
            for _ in range(2):
                office.wait(lambda: tried(office))
                office.ask("UPDATE groups_reminder SET due_at = now() WHERE state = 'pending'")  # the pause is over
            office.wait(lambda: not office.left())
        finally:
            for one in staff:
                end(one)
        # Whoever has no mailbox is found out by one row; the others of theirs are not sent any more.
        assert set(states(office, sink.hard)) <= {("parked", "refused"), ("dropped", "")}, states(office, sink.hard)
        assert states(office, sink.hard)["parked", "refused"] >= hard
        assert all(state == "parked" and reason for state, reason in states(office, {POISON}))
        assert office.ask(f"SELECT max(attempts), min(attempts) {MAILS} AND email = '{POISON}'") == [(3, 3)]
    # What make faults is run for, besides passing: pytest shows it with -s, or -rP.
    sys.stdout.write(f"{due} due, {hard} hang, {workers} at work: p99 {p99(took):.1f} s, last {took[-1]:.1f} s\n")
    assert p99(took) <= LONGEST, f"p99 {p99(took):.0f} s, the last after {took[-1]:.0f} s"


def states(office: Office, addresses: set[str]) -> Counter[tuple[str, str]]:
    """What became of the mails to these, and why."""
    names = ", ".join("'" + one.replace("'", "''") + "'" for one in addresses)
    rows = office.ask(f"SELECT groups_reminder.state, reason, count(*) {MAILS} AND email IN ({names}) GROUP BY 1, 2")
    return Counter({(state, reason): number for state, reason, number in rows})


def tried(office: Office) -> bool:
    return not office.ask("SELECT 1 FROM groups_reminder WHERE state = 'pending' AND due_at <= now() LIMIT 1")
