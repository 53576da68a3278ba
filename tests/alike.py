"""Whether two answers can be told apart: by their bytes, their headers, their questions, their time."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
TRIES = 300


def plain(answer: Any, *hide: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body, without the token of its forms and without what was asked for (*hide*)."""
    headers = sorted((name, _without(value.encode(), hide).decode()) for name, value in answer.items())
    if answer.has_header("Content-Length"):
        headers = [(name, value) for name, value in headers if name != "Content-Length"]
    return answer.status_code, headers, _without(TOKEN.sub(b"", answer.content), hide)


def questions(ask: Callable[[], Any]) -> int:
    """How many questions the database was asked meanwhile."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def apart_in_time(one: Callable[[], Any], other: Callable[[], Any], *, tries: int = TRIES) -> float:
    """By how many milliseconds the medians of the two differ; each is tried so often, in turns."""
    took: tuple[list[float], list[float]] = ([], [])
    for n in range(tries * 2):
        which = (n + n // 2) % 2  # one, other, other, one: neither always comes after the other
        start = time.perf_counter()
        (one, other)[which]()
        took[which].append(time.perf_counter() - start)
    return abs(statistics.median(took[0]) - statistics.median(took[1])) * 1000


def _without(text: bytes, hide: tuple[str, ...]) -> bytes:
    for word in hide:
        text = text.replace(word.encode(), b"")
    return text
