"""Runs the load driver as a process of its own and reads what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .services import ROOT, Installation


class Drive:
    """One run of the driver; `events` yields its lines as they come."""

    def __init__(self, mode: str, *, seats: Path, ports: list[int], **options: Any) -> None:
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        where = ["--file", str(seats), "--ports", ",".join(map(str, ports))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.driver", mode, *where, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def events(self) -> Iterator[dict[str, Any]]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield json.loads(line)
        if self.process.wait():
            raise RuntimeError(f"the load driver ended with {self.process.returncode}")

    def wait_for(self, event: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if (facts := json.loads(line))["event"] == event:
                return facts
        raise RuntimeError(f"the load driver ended without: {event}")

    def to_its_end(self) -> dict[str, dict[str, Any]]:
        return {facts.pop("event"): facts for facts in self.events()}


def say(house: Installation, seats: Path, *, rate: float, seconds: float, **options: Any) -> dict[str, Any]:
    """One run of talk; joined, load and report as one, with `sound`: whether every acknowledged message came once."""
    ports = list(house.web)
    facts = Drive("say", seats=seats, ports=ports, rate=rate, seconds=seconds, **options).to_its_end()
    merged = {**facts["joined"], **facts["load"], **facts["report"]}
    wrong = [
        merged[name] for name in ("lost", "doubled", "out_of_order", "differing", "unacknowledged", "closed", "unsaid")
    ]
    return {**merged, "sound": not any(wrong) and merged["joined"] == merged["sockets"]}
