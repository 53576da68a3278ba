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
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import Error, connection
from django.db.models import Count, Max

from moderation.rules.models import WordRule
from moderation.rules.words import Phrases

LOOK_AFTER = 3.0
"""Seconds between two looks at the table."""
FIRST_READING = 5.0
"""Seconds that the first caller on an event loop waits at most."""

log = structlog.get_logger(__name__)
Stamp = tuple[int, datetime | None]


class NotRead(Exception):
    """The word list could not be read for the first time."""


@dataclass
class _AtHand:
    phrases: Phrases | None = None
    stamp: Stamp = (0, None)
    looked: float = 0.0
    looking: threading.Lock = field(default_factory=threading.Lock)


_at_hand = _AtHand()


def phrases() -> Phrases:
    """The list to judge by, now."""
    at_hand = _at_hand
    if at_hand.phrases is not None and time.monotonic() - at_hand.looked < LOOK_AFTER:
        return at_hand.phrases
    return _first(at_hand) if at_hand.phrases is None else _again(at_hand, at_hand.phrases)


def forget() -> None:
    """Read anew when next asked; for tests, whose rows vanish behind our back."""
    global _at_hand  # noqa: PLW0603 - one list a process is the point
    _at_hand = _AtHand()


def _first(at_hand: _AtHand) -> Phrases:
    if not _on_event_loop():
        _read(at_hand)
    else:
        reader = threading.Thread(target=_read_apart, args=[at_hand], daemon=True)
        reader.start()
        reader.join(FIRST_READING)
    if at_hand.phrases is None:
        raise NotRead
    return at_hand.phrases


def _again(at_hand: _AtHand, known: Phrases) -> Phrases:
    """One caller looks, or sends a thread to look; everybody else goes on with what is known."""
    if at_hand.looking.acquire(blocking=False):
        at_hand.looked = time.monotonic()
        if _on_event_loop():
            threading.Thread(target=_look_apart, args=[at_hand], daemon=True).start()
        else:
            _look(at_hand)
    return at_hand.phrases or known


def _look(at_hand: _AtHand) -> None:
    try:
        if _stamp() != at_hand.stamp:
            _read(at_hand)
    except Error as error:
        log.error("rules.not_read", error=type(error).__name__)
    finally:
        at_hand.looking.release()


def _look_apart(at_hand: _AtHand) -> None:
    try:
        _look(at_hand)
    finally:
        connection.close()  # this thread's own, which nobody else would close


def _read_apart(at_hand: _AtHand) -> None:
    try:
        _read(at_hand)
    except Error as error:
        log.error("rules.not_read", error=type(error).__name__)
    finally:
        connection.close()


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
