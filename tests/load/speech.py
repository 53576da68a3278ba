"""What is said during a run: when, by whom, in which words; and the saying of it."""

import argparse
import asyncio
import random
import resource
from array import array
from dataclasses import dataclass, field
from time import perf_counter_ns as clock

from . import wire
from .crowd import Crowd
from .member import Beat, Member

TEMPLATES, MAX_MEMORY_KIB, MAX_RETRIES = 61, 4 << 20, 50_000
PACE = 0.001
"""Seconds between two looks at the clock, the finest that uvloop's timers have; part of the lag that is reported."""


@dataclass
class Load:
    """A drawn schedule: `due` nanoseconds after the start, and the index of the seat that speaks."""

    due: array
    speaker: array
    templates: list[bytes]
    warm: int
    began: int = 0
    ended: int = 0
    sent: int = 0
    unsaid: int = 0
    retries: int = 0
    lag: array = field(default_factory=lambda: array("q"))

    @classmethod
    def drawn(cls, options: argparse.Namespace, crowd: Crowd) -> "Load":
        chance = random.Random(options.seed)
        due, speaker, at = array("q"), array("l"), 0.0
        while (at := at + chance.expovariate(options.rate)) < options.seconds + options.warm:
            due.append(int(at * 1e9))
            speaker.append(chance.randrange(len(crowd.seats)))
        shortest, longest = map(int, options.length)
        templates = [wire.say_template(chance.randint(shortest, longest), turn) for turn in range(TEMPLATES)]
        return cls(due, speaker, templates, warm=int(options.warm * 1e9))

    def words(self, number: int, letters: bytes) -> bytes:
        return self.templates[number % TEMPLATES] % (letters, letters)


class Speaker:
    """Says each message when it is due: on a beat of one millisecond, and between two receptions."""

    def __init__(self, load: Load, crowd: Crowd) -> None:
        self.load, self.number, self.beat = load, 0, crowd.beat
        speaking = {id(member.seat): member for member in crowd.members if member.joined}
        self.voices = [speaking.get(id(seat)) for seat in crowd.seats]
        for member in speaking.values():
            member.resend = lambda *retry: say_again(load, *retry)

    def say_what_is_due(self) -> None:
        load, due, last = self.load, self.load.due, len(self.load.due)
        while self.number < last and (late := (now := clock()) - load.began - due[self.number]) >= 0:
            member = self.voices[load.speaker[self.number]]
            if member is None or not member.open:
                load.unsaid += 1
            else:
                member.say(load.words(self.number, wire.stamp(self.number, now)))
                load.sent += 1
                load.lag.append(late)
            self.number += 1
        self.beat.due = load.began + due[self.number] if self.number < last else Beat.due

    async def speak(self) -> dict:
        load = self.load
        load.began = clock()
        self.beat.strike = self.say_what_is_due
        while self.number < len(load.due) and not too_much(load):
            self.say_what_is_due()
            await asyncio.sleep(PACE)
        load.ended = clock()
        return {"said": load.sent, "unsaid": len(load.due) - load.sent, "retries": load.retries}


def say_again(load: Load, member: Member, letters: bytes, after_ms: int) -> None:
    """The server asks to try again: the same id and words, after the pause that it names."""
    load.retries += 1
    if load.retries > MAX_RETRIES or not member.open:
        return
    again = load.words(wire.number_of(letters), letters)
    asyncio.get_running_loop().call_later(after_ms / 1_000, member.say, again)


def too_much(load: Load) -> bool:
    """Whether the run holds more memory than a run may; looked at once in a thousand messages."""
    return load.sent % 1_000 == 0 and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MAX_MEMORY_KIB
