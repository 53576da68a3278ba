"""What a run showed, worked out afterwards from everything that the sockets received."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import wire
from .member import Seat
from .speech import Load

SAMPLE = 997
"""One run of frames in so many is also decoded as JSON, to see that the quick reading reads the same."""


def percentile(values: list[int], share: float) -> float:
    """Milliseconds; NaN when nothing was measured."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1e6, 2)


def judge_joins(seats: list[Seat]) -> dict:
    took = [seat.joined_at - seat.asked_at for seat in seats if seat.joined_at]
    troubles = sorted({seat.trouble for seat in seats if seat.trouble})
    if not took:
        return {"joins_per_second": 0.0, "troubles": troubles}
    return {
        "joins_per_second": round(len(took) / max(took) * 1e9, 1),
        "join_p50_ms": percentile(took, 0.5),
        "join_p99_ms": percentile(took, 0.99),
        "troubles": troubles,
    }


def heard(seat: Seat, since: int) -> Iterator[tuple[int, bytes, int, int]]:
    """(position, stamp, sent, arrived) of each message of this run that the seat received, in order."""
    for turn, (data, arrived) in enumerate(zip(seat.log, seat.at, strict=True)):
        if arrived < since:
            continue
        positions, stamps = wire.POSITION.findall(data), wire.STAMP.findall(data)
        if len(positions) != len(stamps) or turn % SAMPLE == 0:
            positions, stamps = slowly(data, positions, stamps)
        for position, letters in zip(positions, stamps, strict=True):
            if (sent := wire.sent_at(letters)) >= since:
                yield int(position), letters, sent, arrived


def slowly(data: bytes, positions: list[bytes], stamps: list[bytes]) -> tuple[list, list]:
    """Positions and stamps by decoding the JSON; an error when the quick reading had it otherwise."""
    pairs = []
    for payload in wire.frames(data):
        for change in json.loads(payload).get("messages", ()):
            letters = (change.get("text") or "").encode()[:20]
            if wire.STAMP.match(b'"text": "%b "' % letters):
                pairs.append((change["position"], letters))
    if len(positions) == len(stamps) and [(int(p), s) for p, s in zip(positions, stamps, strict=True)] != pairs:
        raise AssertionError("the quick reading of a frame differs from its JSON")
    return [p for p, _ in pairs], [s for _, s in pairs]


def acknowledged(seat: Seat, since: int) -> Iterator[tuple[bytes, int, int]]:
    """(stamp, sent, arrived) of each acknowledgement of this run."""
    for data, arrived in zip(seat.log, seat.at, strict=True):
        if arrived >= since and b'"ok"' in data:
            for letters in wire.OKAY.findall(data):
                if (sent := wire.sent_at(letters)) >= since:
                    yield letters, sent, arrived


@dataclass
class Verdict:
    """Counts over all receivers. `differing`: two of them saw one message at different positions."""

    began: int
    counted_from: int
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    differing: int = 0
    delays: list[int] = field(default_factory=list)
    ack_times: list[int] = field(default_factory=list)
    acks: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    places: dict[tuple[str, bytes], int] = field(default_factory=dict)

    def add_acks(self, seat: Seat) -> None:
        for letters, sent, arrived in acknowledged(seat, self.began):
            self.acks[seat.room].add(letters)
            if sent >= self.counted_from:
                self.ack_times.append(arrived - sent)

    def add_receiver(self, seat: Seat) -> None:
        """Count what came, what came twice, what came out of order, and what was acknowledged and never came."""
        seen: set[bytes] = set()
        before = -1
        for position, letters, sent, arrived in heard(seat, self.began):
            self.doubled += letters in seen
            self.out_of_order += position <= before
            self.differing += self.places.setdefault((seat.room, letters), position) != position
            seen.add(letters)
            before = position
            if sent >= self.counted_from:
                self.delays.append(arrived - sent)
        self.delivered += len(seen)
        self.lost += len(self.acks[seat.room] - seen)

    def stored(self) -> dict[str, list[tuple[str, int]]]:
        """For each room the acknowledged stamps and the position at which each was seen, to find in the database."""
        return {
            room: sorted((letters.decode(), self.places.get((room, letters), -1)) for letters in acks)
            for room, acks in self.acks.items()
        }


def judge(seats: list[Seat], load: Load) -> Verdict:
    verdict = Verdict(began=load.began, counted_from=load.began + load.warm)
    for seat in seats:
        verdict.add_acks(seat)
    for seat in seats:
        verdict.add_receiver(seat)
    return verdict


def report(verdict: Verdict, load: Load) -> dict:
    count = sum(map(len, verdict.acks.values()))
    return {
        "offered": load.sent,
        "offered_per_second": round(load.sent / (load.ended - load.began) * 1e9, 1),
        "acknowledged": count,
        "unacknowledged": load.sent - count,
        **{name: getattr(verdict, name) for name in ("delivered", "lost", "doubled", "out_of_order", "differing")},
        "p50_ms": percentile(verdict.delays, 0.5),
        "p95_ms": percentile(verdict.delays, 0.95),
        "p99_ms": percentile(verdict.delays, 0.99),
        "ack_p99_ms": percentile(verdict.ack_times, 0.99),
        "lag_p99_ms": percentile(list(load.lag), 0.99),
    }
