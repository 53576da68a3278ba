"""Workers that know nothing of each other: what one, two and four of them send, and what an hour leaves in memory."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery

from .figures import Figure
from .jobs import taken
from .proc import Meter, cpu_seconds, memory_kib, tree
from .services import Installation, end, free_port

GROUPS, STAFF = 250, (1, 2, 4)
HOUR, HURRY, SETTLES = 3600, 30, 20
"""Seconds of beat; how much quicker it is; seconds after which every job has run and found its work."""

ROWS_OF_AN_HOUR = 20_000
"""More than 10,000 groups have in the hour of a day in which most notes are due."""

LEDGER = """
    CREATE TABLE told (reminder uuid);
    CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO told VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER told AFTER UPDATE ON groups_reminder FOR EACH ROW
        WHEN (NEW.state = 'sent' AND OLD.state = 'pending') EXECUTE FUNCTION note_it();
"""


def sharing(house: Installation) -> list[Figure]:
    """The same work for one, two and four worker processes, on a database that counts what it is told twice."""
    wrong = Figure("sent twice or not at all by 1, 2 and 4 workers", "rows", 0, 0, less=True)
    out, wrong.measured = sink(house), 0
    _ask(house, LEDGER)
    mails = 0
    for count in STAFF:
        house.inside("due", str(GROUPS))
        _ask(house, "DELETE FROM groups_reminder WHERE state = 'pending' AND kind IN ('debrief', 'prepare')")
        with staff(house, count) as beat, Meter(house.trees()) as meter:
            rows = _ask(house, "UPDATE groups_reminder SET due_at = now() WHERE state = 'pending'")
            took = _until_nothing_is_left(house, beat, pokes=count)
        mails += rows["mail"]
        time.sleep(0.5)
        wrong.measured += abs(taken(out)["mails"] - mails) + _doubled(house)
        wrong.notes.append(
            f"{count} at work: {rows['in_app']:,} notes and {rows['mail']:,} mails in {took:.1f} s, "
            f"{(rows['in_app'] + rows['mail']) / took:,.0f} rows/s; others on the machine {meter.elsewhere:.2f} cores"
        )
    return [wrong]


def memory(house: Installation) -> list[Figure]:
    """Beat at thirty times its pace for two minutes, and as many rows as fall due in an hour."""
    figure = Figure("memory that beat and worker gain in an hour's worth", "MiB", 12, 4, less=True)
    sink(house)
    house.inside("due", str(ROWS_OF_AN_HOUR // 40))
    hurried = ["-m", "celery", "-A", "tests.load.hurried"]
    worker = house.start("worker", *hurried, "worker", "-c", "1")
    beat = house.start("beat", *hurried, "beat", "-s", f"{house.folder}/beat")
    house.others += [worker, beat]
    time.sleep(SETTLES)
    seconds = HOUR // HURRY
    spread = f"now() + random() * interval '{seconds - 15} seconds'"
    _ask(house, f"UPDATE groups_reminder SET due_at = {spread} WHERE state = 'pending' AND kind <> 'debrief'")
    samples: list[dict[str, float]] = []
    for _ in range(seconds):
        time.sleep(1)
        samples.append({"beat": _mib(beat.pid), "worker": _mib(worker.pid)})
    sent = _count(house, "state = 'sent'")
    gains = {name: _gain([one[name] for one in samples]) for name in ("beat", "worker")}
    figure.measured = round(max(0.0, *(gain for _, _, gain in gains.values())), 2)
    for name, (early, late, gain) in gains.items():
        figure.notes.append(f"{name}: {early:.1f} MiB after a fifth of it, {late:.1f} at the end ({gain:+.1f})")
    figure.notes.append(f"{seconds} s at {HURRY} times the pace of beat, {sent:,} rows sent")
    return [figure]


def _gain(values: list[float]) -> tuple[float, float, float]:
    fifth = max(len(values) // 5, 1)
    early, late = statistics.median(values[fifth : 2 * fifth]), statistics.median(values[-fifth:])
    return early, late, late - early


def _mib(pid: int) -> float:
    """Of a process and its children; one of them may just have ended."""
    total = memory_kib(pid)["pss"]
    for child in tree(pid)[1:]:
        with suppress(OSError):
            total += memory_kib(child)["pss"]
    return total / 1024


def sink(house: Installation) -> Path:
    """A mail server that takes everything; where it says how much it took."""
    port, out = free_port(), house.folder / "sink.json"
    house.extra["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    house.others.append(house.start("sink", "-m", "tests.load.sink", str(port), str(out)))
    return out


@contextmanager
def staff(house: Installation, count: int) -> Iterator[Celery]:
    """So many workers, as on hosts of their own, all ready; and whoever tells them to look."""
    beat = Celery(broker=house.valkey.url.replace("unix://", "redis+socket://"))
    beat.conf.broker_transport_options = {"global_keyprefix": "supportgroup:"}
    flags = ["worker", "-c", "1", "--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
    workers = [
        house.start(f"worker{number}", "-m", "celery", "-A", "supportgroup", *flags, "-n", f"w{number}@bench")
        for number in range(count)
    ]
    try:
        _wait(lambda: all(_is_idle(one.pid) for one in workers), pause=1)
        yield beat
    finally:
        for one in workers:
            end(one)
        beat.close()


def _is_idle(pid: int) -> bool:
    """It has started: it did a second's work, and does nothing more."""
    before = cpu_seconds(pid)
    time.sleep(0.5)
    return before > 1 and cpu_seconds(pid) - before < 0.05


def _until_nothing_is_left(house: Installation, beat: Celery, *, pokes: int) -> float:
    began = time.monotonic()
    for _ in range(pokes):
        beat.send_task("reminders.send_due", ignore_result=True)
    _wait(lambda: not _count(house, "state = 'pending'"), seconds=600, pause=0.1)
    return time.monotonic() - began


def _wait(until: Any, *, seconds: float = 60, pause: float = 0.05) -> None:
    end_at = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end_at:
            raise RuntimeError("the workers are not done in time")
        time.sleep(pause)


def _doubled(house: Installation) -> int:
    return int(_rows(house, "SELECT count(*) - count(DISTINCT reminder) FROM told")[0][0])


def _count(house: Installation, where: str) -> int:
    return int(_rows(house, f"SELECT count(*) FROM groups_reminder WHERE {where}")[0][0])


def _ask(house: Installation, sql: str) -> dict[str, int]:
    """Do that, and say how many rows of each way wait to be sent."""
    with psycopg.connect(house.postgres.url, autocommit=True) as database:
        database.execute(sql)
        found = database.execute("SELECT channel, count(*) FROM groups_reminder WHERE state = 'pending' GROUP BY 1")
        return {"mail": 0, "in_app": 0} | {str(way): int(number) for way, number in found.fetchall()}


def _rows(house: Installation, sql: str) -> list[Any]:
    with psycopg.connect(house.postgres.url, autocommit=True) as database:
        return database.execute(sql).fetchall()
