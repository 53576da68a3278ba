"""A mail server that takes everything and keeps nothing: `python -m tests.load.sink PORT FILE`.

FILE holds how many messages came, in how many was a way to stop them by one tap, and the monotonic instants of the
first and the last.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import uvloop
from aiosmtpd.smtp import SMTP


class Count:
    def __init__(self) -> None:
        self.mails, self.ways_out, self.first, self.last = 0, 0, 0.0, 0.0

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.ways_out += b"\nList-Unsubscribe-Post:" in envelope.content
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.mails += 1
        return "250 OK"


async def main(port: int, out: Path) -> None:
    count = Count()
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(count, enable_SMTPUTF8=True), "127.0.0.1", port)
    while True:
        part = out.with_suffix(".part")
        part.write_text(json.dumps(vars(count)))
        part.rename(out)  # a reader never sees half a line
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), Path(sys.argv[2])))
