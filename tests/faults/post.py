"""A mail server that notes what it took, a worker that dies, and a ledger in the database that keeps count."""

import asyncio
import json
import logging
import random
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any, Self

import psycopg
import uvloop
from aiosmtpd.smtp import SMTP
from celery import Celery

from supportgroup.local import processes
from tests.load.services import Installation

FLAGS = ["--pool", "solo", "--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel", "WARNING"]
LEDGER = """
    DROP TABLE IF EXISTS told;
    CREATE TABLE told (reminder uuid);
    CREATE OR REPLACE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO told VALUES (NEW.id); RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER told AFTER UPDATE ON groups_reminder FOR EACH ROW
        WHEN (NEW.state = 'sent' AND NEW.channel = 'in_app') EXECUTE FUNCTION note_it();
"""


class Sink(threading.Thread):
    """Takes mail, each in a few milliseconds; what is cut off before the answer was not taken."""

    def __init__(self, *, seconds: float = 0.006) -> None:
        super().__init__(daemon=True)
        self.seconds, self.port, self.taken = seconds, 0, list[str]()
        self.first: dict[str, tuple[str, float]] = {}
        """Message-ID → to whom it went, and when (seconds since 1970) it came first."""
        self.ready, self.loop = threading.Event(), uvloop.new_event_loop()
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # five lines for each mail, kept by pytest

    async def answer(self, address: str) -> str:
        """What is said to this recipient; nothing: the mail is welcome."""
        return ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = await self.answer(address)
        if not refusal:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.seconds)
        name = message_from_bytes(envelope.content)["Message-ID"]
        self.first.setdefault(name, (envelope.rcpt_tos[0], time.time()))
        self.taken.append(name)
        return "250 OK"

    def run(self) -> None:
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(self), "127.0.0.1", 0)
        self.port, self.end = server.sockets[0].getsockname()[1], asyncio.Event()
        self.ready.set()
        await self.end.wait()
        server.close()

    def __enter__(self) -> Self:
        self.start()
        self.ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.end.set)
        self.join(5)


@dataclass(frozen=True)
class Verdict:
    """What became of the reminders that were due."""

    lost: int
    doubled_on_the_page: int
    doubled_by_mail: int
    strange: int
    """Mails that no reminder explains."""


class Office:
    """An installation whose workers send what is due, and are killed while they do."""

    table, task, maker, right_id = "groups_reminder", "reminders.send_due", "tests.faults.due", "<{pk}.1@127.0.0.1>"
    crashing = "tests.faults.crashing"

    def __init__(
        self,
        house: Installation,
        sink: Sink,
        *,
        mails: int = 150,
        groups: int = 100,
        staff: int = 1,
        app: str = "supportgroup.celery",
    ) -> None:
        self.house, self.sink, self.staff, self.app = house, sink, staff, app
        self.workers: list[subprocess.Popen[bytes]] = []
        house.extra["MAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        house.extra["DJANGO_SETTINGS_MODULE"] = "supportgroup.settings"
        self.expected: dict[str, list[str]] = json.loads(house.run("-m", self.maker, str(groups), str(mails)))
        self.ask(LEDGER)
        self.beat = Celery(broker=house.valkey.url.replace("unix://", "redis+socket://"))
        self.beat.conf.broker_transport_options = {"global_keyprefix": "supportgroup:"}

    def ask(self, sql: str) -> list[Any]:
        with psycopg.connect(self.house.postgres.url, autocommit=True) as database:
            answer = database.execute(sql)
            return answer.fetchall() if answer.description else []

    def look_now(self) -> None:
        """What beat says every few seconds."""
        self.beat.send_task(self.task, ignore_result=True)

    def work(self) -> None:
        """Start the workers and wait until mail moves, or nothing is left."""
        self._hire(self.app, self.staff)
        before = len(self.out())
        self.look_now()
        self.wait(lambda: len(self.out()) > before or not self.left())

    def out(self) -> list[str]:
        """What has left this machine so far, by its name."""
        return self.sink.taken

    def _hire(self, app: str, count: int) -> None:
        command = ["-m", "celery", "-A", app, "worker", *FLAGS]
        self.workers = [self.house.start("worker", *command, "-n", f"w{number}@faults") for number in range(count)]

    def die(self) -> bool:
        """All of them, at whatever they do; a minute goes by, so that what they held is free. True: some is left."""
        time.sleep(random.uniform(0, 0.15))
        self._kill()
        self.free()
        return self.left() > 0

    def _kill(self) -> None:
        for worker in self.workers:
            processes.end_group(worker.pid, signal.SIGKILL)
            worker.wait()

    def dies(self, point: str) -> str:
        """Let a worker run until it dies of itself at this point (`crashing.py`). Return of what it died."""
        note = self.house.folder / "died-of"
        note.unlink(missing_ok=True)
        self.house.extra |= {"CRASH": point, "CRASH_NOTE": str(note)}
        self._hire(self.crashing, 1)
        self.look_now()
        self.wait(lambda: self.workers[0].poll() is not None)
        self.free()
        return note.read_text() if note.exists() else "nothing that we did"

    def free(self) -> None:
        """A minute goes by in which nobody works."""
        self.ask(f"UPDATE {self.table} SET leased_until = '1970-01-01 UTC' WHERE state = 'pending'")

    def left(self) -> int:
        return int(self.ask(f"SELECT count(*) FROM {self.table} WHERE state = 'pending'")[0][0])

    def finish(self, *, seconds: float = 120) -> Verdict:
        """Work undisturbed until nothing is left, and judge."""
        self.sink.seconds = 0.0
        self.work()
        self.wait(lambda: not self.left(), seconds=seconds)
        told = Counter(str(row[0]) for row in self.ask("SELECT reminder FROM told"))
        mailed = Counter(re.split("[.@]", one.strip("<>"))[0] for one in self.sink.taken)
        right = {self.right_id.format(pk=pk) for pk in self.expected["mail"]}
        return Verdict(
            lost=len(set(self.expected["mail"]) - set(mailed)) + len(set(self.expected["in_app"]) - set(told)),
            doubled_on_the_page=sum(told.values()) - len(told),
            doubled_by_mail=sum(mailed.values()) - len(mailed),
            strange=len(set(self.sink.taken) - right),
        )

    def wait(self, until: Callable[[], bool], *, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        again = time.monotonic() + 5
        while not until():
            if time.monotonic() > end:
                words = (self.house.folder / "worker.log").read_text(errors="replace")[-3000:]
                raise TimeoutError(f"{self.left()} are left. The worker said:\n{words}")
            if time.monotonic() > again:
                self.look_now()
                again += 5
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        self.beat.close()
        self.ask("DELETE FROM groups_notice; DELETE FROM groups_change")
        self.ask("DELETE FROM groups_reminder; DELETE FROM groups_reminderplan; DELETE FROM groups_letter")
        self.ask("DELETE FROM groups_session")


class NoticeOffice(Office):
    """The same for news: changes that nobody was told of become notices, and notices become mails."""

    table, maker = "groups_notice", "tests.faults.changed"

    def look_now(self) -> None:
        self.beat.send_task("reminders.tell_changes", ignore_result=True)
        self.beat.send_task("reminders.send_due", ignore_result=True)

    def left(self) -> int:
        return super().left() + int(self.ask("SELECT count(*) FROM groups_change WHERE told_at IS NULL")[0][0])

    def finish(self, *, seconds: float = 120) -> Verdict:
        """Of each session each person is mailed once, by the oldest notice; on the page each change stands once."""
        self.sink.seconds = 0.0
        self.work()
        self.wait(lambda: not self.left(), seconds=seconds)
        rows = self.ask(
            "SELECT notice.id, channel, membership_id, session FROM groups_notice notice"
            " JOIN groups_change change ON change.id = change_id WHERE channel = 'mail' OR state = 'sent'"
        )
        whose = {str(row[0]): (row[2], row[3]) for row in rows if row[1] == "mail"}
        mailed = Counter(one.strip("<>").partition("@")[0] for one in self.sink.taken)
        told = Counter(whose.get(name) for name in mailed)
        shown = len(rows) - len(whose)
        return Verdict(
            lost=max(0, len(self.expected["mail"]) - len(told)) + max(0, len(self.expected["in_app"]) - shown),
            doubled_on_the_page=max(0, shown - len(self.expected["in_app"])),
            doubled_by_mail=sum(mailed.values()) - len(told),
            strange=told[None],
        )


class LetterOffice(Office):
    """The same for letters, which go by mail alone."""

    table, task, maker, right_id = "groups_letter", "people.send_letters", "tests.faults.written", "<{pk}@127.0.0.1>"


class RingOffice(Office):
    """The same for rings of devices. The push service is a file (`ringing.py`): a line is a device that rang."""

    table, task, maker, crashing = "groups_ring", "people.ring", "tests.faults.rung", "tests.faults.ringing"

    def __init__(self, house: Installation, sink: Sink, *, mails: int = 60) -> None:
        key = house.manage("vapid_keys").split("PUSH_PRIVATE_KEY=")[1].split()[0]
        house.extra |= {"PUSH_PRIVATE_KEY": key, "PUSH_CONTACT": "mailto:hello@example.org"}
        super().__init__(house, sink, mails=mails, app=self.crashing)
        self.rung = house.folder / "rung"
        self.rung.unlink(missing_ok=True)
        house.extra |= {"RUNG": str(self.rung), "CRASH": "before nothing 1"}

    def out(self) -> list[str]:
        return self.rung.read_text().split() if self.rung.exists() else []

    def finish(self, *, seconds: float = 120) -> Verdict:
        self.house.extra["CRASH"] = "before nothing 1"
        self.work()
        self.wait(lambda: not self.left(), seconds=seconds)
        rung = Counter(self.out())
        expected = set(self.expected["mail"])
        return Verdict(
            lost=len(expected - set(rung)),
            doubled_on_the_page=0,
            doubled_by_mail=sum(rung.values()) - len(rung),
            strange=len(set(rung) - expected),
        )

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.ask("DELETE FROM groups_ring; DELETE FROM groups_pushdevice")
