"""A worker whose push service is a file: it stands for that of a browser's vendor, which does not exist here.

Each ring that reaches the service is a line, written at once, with the name of the device. So the worker can be killed
like any other, also by `CRASH` (see `crashing.py`), and what was rung can be counted.
"""

import os
from typing import Any

import requests

SERVICE = "https://fcm.googleapis.com/fcm/send/"


def take(self: requests.Session, request: requests.PreparedRequest, **_: Any) -> requests.Response:
    """What a push service does: it takes the ring (201), and nobody at all reads a word (RFC 8030 § 5)."""
    url = str(request.url)
    if not url.startswith(SERVICE) or request.body:
        raise AssertionError("a ring goes to a push service, and is empty")
    line = os.open(os.environ["RUNG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(line, f"{url.removeprefix(SERVICE)}\n".encode())
    os.close(line)
    answer = requests.Response()
    answer.status_code, answer.url = 201, url
    return answer


if "RUNG" in os.environ:
    requests.Session.send = take  # type: ignore[method-assign] # for this process alone
    from tests.faults.crashing import app

    __all__ = ["SERVICE", "app"]
