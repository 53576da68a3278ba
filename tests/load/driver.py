"""An open-loop load driver for the rooms, in one process: `python -m tests.load.driver say --file seats.json …`.

Open loop: messages leave at the instants of a Poisson process drawn beforehand, whether or not the server keeps up.
Only this machine is ever driven, and everything is bounded: seats, rate, seconds and bytes kept.
Prints one JSON object a line; the last is the report.
"""

import argparse
import asyncio
import gc
import ipaddress
import json
import resource
import sys
import time
from pathlib import Path

import uvloop

from .crowd import Crowd
from .member import Seat
from .speech import Load, Speaker
from .verdict import judge, judge_joins, report

MAX_SEATS, MAX_RATE, MAX_SECONDS, MAX_LENGTH = 4_000, 20_000, 300, 1_000


def loopback(text: str) -> str:
    """An address of this machine, or an error: nobody else's server is driven from here."""
    address = "127.0.0.1" if text == "localhost" else text
    if not ipaddress.ip_address(address).is_loopback:
        raise argparse.ArgumentTypeError("only loopback addresses are driven")
    return address


def at_most(limit: int):
    def number(text: str) -> float:
        value = float(text)
        if not 0 <= value <= limit:
            raise argparse.ArgumentTypeError(f"between 0 and {limit}")
        return value

    return number


def ports(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.driver", description=__doc__)
    parser.add_argument("mode", choices=["say", "join", "hold", "return"])
    parser.add_argument("--file", type=Path, required=True, help="JSON from manage.py seed_load")
    parser.add_argument("--host", type=loopback, default="127.0.0.1")
    parser.add_argument("--ports", type=ports, default=[8000], help="seats are dealt round these ports")
    parser.add_argument("--sockets", type=at_most(MAX_SEATS), default=500, help="more than seats: several a member")
    parser.add_argument("--rate", type=at_most(MAX_RATE), default=200, help="messages a second, all rooms together")
    parser.add_argument("--seconds", type=at_most(MAX_SECONDS), default=10)
    parser.add_argument(
        "--warm", type=at_most(60), default=2, help="seconds at the start that count for nothing but loss"
    )
    parser.add_argument("--drain", type=at_most(60), default=5, help="most seconds to wait at the end")
    parser.add_argument("--length", type=at_most(MAX_LENGTH), nargs=2, default=[80, 200], metavar=("FROM", "TO"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acks", type=Path, help="write the acknowledged messages here, to compare with the database")
    return parser.parse_args(argv)


def seats(options: argparse.Namespace) -> list[Seat]:
    """As many seats as asked for; when the file has fewer, a member sits on several devices."""
    entries = json.loads(options.file.read_text())
    count = int(options.sockets)
    turns = [entries[i % len(entries)] for i in range(count)]
    return [
        Seat(room=entry["room"], cookie=entry["cookie"], port=options.ports[i % len(options.ports)])
        for i, entry in enumerate(turns)
    ]


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def say(options: argparse.Namespace, crowd: Crowd) -> None:
    load = Load.drawn(options, crowd)
    tell(event="load", **await measured(Speaker(load, crowd).speak()))
    await crowd.fall_quiet(within=options.drain)
    closed = crowd.lost
    await crowd.leave()
    verdict = judge(crowd.seats, load)
    if options.acks:
        options.acks.write_text(json.dumps(verdict.stored()))
    tell(event="report", closed=closed, **report(verdict, load))


async def measured(work) -> dict:
    began, before = time.perf_counter(), cpu()
    facts = await work
    spent, elapsed = cpu() - before, time.perf_counter() - began
    return {**facts, "driver_cores": round(spent / elapsed, 3), "elapsed": round(elapsed, 2)}


async def hold(options: argparse.Namespace, crowd: Crowd) -> None:
    await asyncio.sleep(options.seconds)
    still = crowd.joined
    await crowd.leave()
    tell(event="report", held=still, closes=sorted({c for s in crowd.seats for c in s.closes}))


async def come_back(options: argparse.Namespace, crowd: Crowd) -> None:
    """Wait until the server goes away and everybody is back; the bench restarts it meanwhile."""
    facts = await crowd.back_again(within=options.seconds)
    await crowd.leave()
    tell(event="report", **facts)


async def run(options: argparse.Namespace) -> None:
    crowd = Crowd(seats(options), host=options.host, returning=options.mode == "return")
    joining = await measured(crowd.come_in(within=60))
    tell(event="joined", **joining, **judge_joins(crowd.seats))
    if options.mode == "say":
        await say(options, crowd)
    elif options.mode == "hold":
        await hold(options, crowd)
    elif options.mode == "return":
        await come_back(options, crowd)
    else:
        await crowd.leave()


def main() -> None:
    options = arguments()
    gc.disable()
    uvloop.run(run(options))


if __name__ == "__main__":
    main()
