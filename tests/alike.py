"""Whether two answers can be told apart: by their bytes, their headers, their cookies, their questions, their time."""

import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler

from groups.people.models import User
from tests.cast import client_of

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
FOLLOWS = {"Content-Length", "Expires"}
TRIES, FIRST_LOOK = 300, 100
MILLISECONDS = 5.0
"""What issue and product promise: closer than this, nobody hears the difference over a network."""


class PostOffice(EmailBackend):
    """A mail server that takes its time: longer than what may be heard."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(MILLISECONDS * 1.5 / 1000)
        return super().send_messages(messages)


class Watch(ClientHandler):
    """Serves a test's browser, and measures how long the answer took to be ready."""

    seconds = 0.0

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        answer = super().get_response(request)
        self.seconds = time.perf_counter() - start
        return answer


WATCH = Watch(enforce_csrf_checks=False)
"""One for all: each of its own would look through the static files again."""


def watched(user: User | None) -> Client:
    """A browser of this person (nobody: signed out), under the watch."""
    client = client_of(user)
    client.handler = WATCH
    return client


def plain(answer: Any, *hide: object) -> tuple[object, ...]:
    """Status, headers, cookies and body, without the token of its forms and without what was asked for (*hide*)."""
    words = [str(word).encode() for word in hide]
    # How long a body is follows from the body; the hour at which it is stale from the clock.
    headers = [(name, _without(value, words)) for name, value in sorted(answer.items()) if name not in FOLLOWS]
    cookies = [(name, sorted(kept.items()), len(kept.value)) for name, kept in sorted(answer.cookies.items())]
    without_times = [(name, [(k, v) for k, v in kept if k != "expires"], size) for name, kept, size in cookies]
    return answer.status_code, headers, without_times, _without(TOKEN.sub(b"", answer.content), words)


def _without(text: bytes | str, words: Iterable[bytes]) -> bytes:
    found = text.encode() if isinstance(text, str) else text
    for word in words:
        found = found.replace(word, b"")
    return found


def milliseconds_between(*tries: Callable[[], float], times: int = TRIES) -> float:
    """By how many milliseconds the medians of these differ; each says how many seconds it took, so often, in turns.

    What differs by more than may be heard is measured once more: other work on the same cores differs from minute to
    minute, a way that takes longer does not.
    """
    first = _between(tries, times)
    return first if first <= MILLISECONDS else min(first, _between(tries, times))


def _between(tries: Sequence[Callable[[], float]], times: int) -> float:
    """The same, once. What is not half as far apart as may be heard after a third of the tries is not looked at longer:
    what differs by as much as that is, each time, and medians of a hundred are known to a few tenths."""
    took: list[list[float]] = [[] for _ in tries]
    for n in range(times):
        for which in sorted(range(len(tries)), key=lambda one: (one + n) % len(tries)):  # nobody is always the first
            took[which].append(tries[which]())
        if n + 1 == FIRST_LOOK and _apart(took) <= MILLISECONDS / 2:
            break
    return _apart(took)


def _apart(took: Sequence[Sequence[float]]) -> float:
    medians = [statistics.median(each) * 1000 for each in took]
    return max(medians) - min(medians)
