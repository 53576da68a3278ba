"""`python -m tests.load.bench`: the table of architecture.md § 5, measured here; `--only NAME …` for parts."""

import argparse
import sys
import time
from collections.abc import Callable

from . import growth, jobs, judging, laying, pages, reminding, room, sharing
from .figures import Figure, table
from .services import Installation

PARTS: dict[str, Callable[[Installation], list[Figure]]] = {
    "messages": room.messages_a_second,
    "delay": room.at_two_hundred,
    "joins": room.joins,
    "memory": room.memory,
    "comeback": room.comeback,
    "two": room.two_webs,
    "reminders": jobs.reminders,
    "mails": jobs.mails,
    "million": reminding.million,
    "sharing": sharing.sharing,
    "memory of jobs": sharing.memory,
    "judging": judging.judging,
    "laying": laying.laying,
    "pages": pages.pages,
    "directory": pages.directory,
    "growth": growth.growth,
}


def tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def measure(name: str) -> list[Figure]:
    """One part, on an installation of its own. One that breaks says so and lets the others be measured."""
    began = time.monotonic()
    try:
        with Installation() as house:
            figures = PARTS[name](house)
    except (RuntimeError, OSError, KeyError) as error:
        figures = [Figure(name, "", float("nan"), float("nan"), unmet="broke", notes=[str(error)])]
    tell(f"── {name} ({time.monotonic() - began:.0f} s)\n{table(figures)}\n")
    return figures


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    figures = [figure for name in parser.parse_args(argv).only for figure in measure(name)]
    tell(table(figures))
    return 0 if all(one.verdict in {"aim", "floor"} for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
