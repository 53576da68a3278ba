"""Hints say "this room has reached that tick" or "look again at who may be here": no words, nothing to rely on.

A hint lost is a delay of two seconds, because every hub also looks by itself.
"""

import uuid
from collections.abc import Callable, Mapping

from django.db import transaction

Listener = Callable[[Mapping[uuid.UUID, int]], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """The hub of this process hears every hint of this process, and carries it to the others."""
    _listeners.append(listener)


def forget(listener: Listener) -> None:
    _listeners.remove(listener)


def after_commit(room_id: uuid.UUID, tick: int) -> None:
    """Once this transaction is on disk, say how far the room has come. A hint that fails harms nothing."""
    transaction.on_commit(lambda: announce({room_id: tick}), robust=True)


def announce(ticks: Mapping[uuid.UUID, int]) -> None:
    for listener in _listeners:
        listener(ticks)
