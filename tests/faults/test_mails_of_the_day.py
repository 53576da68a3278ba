"""A worker dies at each step of a mail of the day: nothing is lost or goes besides, and the same mail comes again."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.post import Office, Sink, Verdict
from tests.load.services import Installation

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

SHORT = ["after claim 1", "after send 2", "before mark 4", "before mark 1"]
"""No mail is met three times: it would be parked, and what it carries would go by itself."""
LONG = [f"{when} {what} {n}" for what in ("claim", "send", "mark") for when in ("before", "after") for n in (1, 4)] * 2


class DigestOffice(Office):
    """The same for mails of the day; what they carry is marked with them."""

    table, task, maker = "groups_digest", "reminders.send_digests", "tests.faults.daily"

    def free(self) -> None:
        super().free()
        self.ask("UPDATE groups_reminder SET leased_until = '1970-01-01 UTC' WHERE state = 'pending'")

    def finish(self, *, seconds: float = 120) -> Verdict:
        self.sink.seconds = 0.0
        self.work()
        self.wait(lambda: not self.left(), seconds=seconds)
        names = Counter(self.sink.taken)
        right = {f"<digest.{pk}@127.0.0.1>" for pk in self.expected["mail"]}
        not_marked = self.ask("SELECT count(*) FROM groups_reminder WHERE state <> 'sent'")[0][0]
        return Verdict(
            lost=len(right - set(names)) + int(not_marked),
            doubled_on_the_page=0,
            doubled_by_mail=sum(names.values()) - len(names),
            strange=len(set(names) - right),
        )

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.ask("DELETE FROM groups_digest")


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.mark.parametrize(
    "points", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.faults_long)]
)
def test_dying_at_any_step_loses_no_mail_of_the_day(house: Installation, sink: Sink, points: list[str]) -> None:
    with DigestOffice(house, sink, mails=20 + 10 * len(points)) as office:
        for point in points:
            assert office.dies(point) == point
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= len(points), verdict
