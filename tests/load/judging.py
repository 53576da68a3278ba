"""The figure of the gate: judging one message, with a word list of 5,000 phrases at hand.

`python -m tests.load.judging` prints one line of JSON, with an installation's settings.
"""

import json
import os
import random
import statistics
import sys
import time
import uuid

from .figures import Figure
from .services import Installation

PHRASES, MESSAGES = 5_000, 5_000
ORDINARY = "At 7 I woke, 12 of 12, 3 times on 2026-11-20 19:30. It was 5 or 6 years ago…"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def judging(house: Installation) -> list[Figure]:
    found = json.loads(house.run("-m", "tests.load.judging").splitlines()[-1])
    figure = Figure("judging a message, 5,000 phrases, p99", "µs", 200, 50, round(found["p99"], 1), less=True)
    figure.notes.append(f"p50 {found['p50']:.1f} µs, {found['characters']:.0f} characters a message")
    return [figure]


def measured() -> dict[str, float]:
    """Microseconds of 5,000 judgements of messages as people write them: words, and in every fifth some numbers."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
    django.setup()
    from groups.gate import Draft
    from moderation import gate
    from moderation.rules import standing
    from moderation.rules.words import Phrases

    chance = random.Random(7)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(6_000)]
    phrases = (" ".join(chance.sample(words, chance.randint(1, 3))) for _ in range(PHRASES))
    standing.put(Phrases.of((phrase, "hold") for phrase in phrases))
    standing.LOOK_AFTER = 3_600.0
    texts = [
        f"{ORDINARY} {' '.join(chance.sample(words, 12))}" if number % 5 == 0 else " ".join(chance.sample(words, 25))
        for number in range(MESSAGES)
    ]
    took = []
    for text in texts:
        draft = Draft(uuid.UUID(int=1), uuid.UUID(int=2), text)
        began = time.perf_counter()
        gate.judge(draft)
        took.append((time.perf_counter() - began) * 1e6)
    took.sort()
    length = statistics.mean(map(len, texts))
    return {"p50": took[MESSAGES // 2], "p99": took[MESSAGES * 99 // 100], "characters": length}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()) + "\n")
