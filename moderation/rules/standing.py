"""The word list as this process knows it: at hand in memory, at most a few seconds behind the database.

`phrases()` is asked for every message, 5,000 times a second, and often on the event loop, where the database must not
be touched. So:

* what is at hand is returned at once, and every `LOOK_AFTER` seconds one look at the table's stamp (how many rules,
  last change) finds out whether to read it again;
* on the event loop a thread of its own takes that look, and words are judged by the list at hand meanwhile; elsewhere
  the look is one short query on the connection that the caller has anyway;
* before anything was read there is no list to judge by, and nothing may pass unjudged: the first caller waits for the
  first reading, on the event loop too (once in a process's life, some milliseconds). When that reading does not
  succeed it raises, and `groups.gate.judge` then holds the words and calls a person;
* a later look that does not succeed leaves the list at hand in force.
"""

import asyncio
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import Error, connection
from django.db.models import Count, Max

from moderation.rules.models import WordRule
from moderation.rules.words import Phrases

LOOK_AFTER = 3.0
"""Seconds between two looks at the table."""
FIRST_READING = 2.0
"""Seconds that the first caller on an event loop waits at most."""
REST = 1.0
"""Seconds after a first reading that did not succeed in which nobody waits for another."""

log = structlog.get_logger(__name__)
Stamp = tuple[int, datetime | None]


class NotRead(Exception):
    """The word list could not be read for the first time."""


@dataclass
class _AtHand:
    phrases: Phrases | None = None
    stamp: Stamp = (0, None)
    looked: float = -math.inf
    reader: threading.Thread | None = None


_at_hand = _AtHand()


def phrases() -> Phrases:
    """The list to judge by, now."""
    at_hand = _at_hand
    if at_hand.phrases is None:
        return _first(at_hand)
    if time.monotonic() - at_hand.looked > LOOK_AFTER:
        at_hand.looked = time.monotonic()  # First of all, so that everybody else goes on with what is at hand.
        _apart(at_hand, _look) if _on_event_loop() else _look(at_hand)
    return at_hand.phrases


def put(phrases: Phrases | None) -> None:
    """Judge by this list, or (None) read anew when next asked; waits for a look that is under way."""
    global _at_hand  # noqa: PLW0603 - one list a process is the point
    if _at_hand.reader is not None:
        _at_hand.reader.join()
    _at_hand = _AtHand(phrases, looked=time.monotonic() if phrases else -math.inf)


def _first(at_hand: _AtHand) -> Phrases:
    if time.monotonic() - at_hand.looked < REST:
        raise NotRead
    if _on_event_loop():
        _apart(at_hand, _read).join(FIRST_READING)
    else:
        _read(at_hand)
    if at_hand.phrases is None:
        at_hand.looked = time.monotonic()
        raise NotRead
    return at_hand.phrases


def _apart(at_hand: _AtHand, work: Callable[[_AtHand], None]) -> threading.Thread:
    """Do this in a thread of its own, and close the connection that it made, which nobody else would."""

    def run() -> None:
        try:
            work(at_hand)
        except Error as error:
            log.error("rules.not_read", error=type(error).__name__)
        finally:
            connection.close()

    at_hand.reader = threading.Thread(target=run, name="word list", daemon=True)
    at_hand.reader.start()
    return at_hand.reader


def _look(at_hand: _AtHand) -> None:
    try:
        if _stamp() != at_hand.stamp:
            _read(at_hand)
    except Error as error:
        log.error("rules.not_read", error=type(error).__name__)


def _read(at_hand: _AtHand) -> None:
    rules = list(WordRule.objects.values_list("phrase", "verdict", "changed_at"))
    at_hand.stamp = (len(rules), max((changed for _, _, changed in rules), default=None))
    at_hand.phrases = Phrases.of((phrase, verdict) for phrase, verdict, _ in rules)
    at_hand.looked = time.monotonic()


def _stamp() -> Stamp:
    found = WordRule.objects.aggregate(rules=Count("pk"), changed=Max("changed_at"))
    return found["rules"], found["changed"]


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
