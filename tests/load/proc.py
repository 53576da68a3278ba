"""What /proc says of other processes (proc(5), Linux): processor time and memory."""

import os
import time
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """The fields behind the command name: state, ppid, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """Processor time of a process tree, children that have ended and were waited for included."""
    ticks = 0
    for pid in tree(root):
        with suppress(OSError):
            ticks += sum(map(int, _stat(pid)[11:15]))
    return ticks / TICKS


def memory_kib(pid: int) -> dict[str, int]:
    """Resident and proportional set size."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {"rss": sizes["Rss"], "pss": sizes["Pss"]}


def busy_seconds() -> float:
    """Processor time that this machine has spent on anything at all."""
    user, nice, system, _, _, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


class Meter:
    """Processor time of each part of the server between entering and leaving, and of the whole machine.

    `elsewhere` is what others used, beside us and all that we started, in cores: a measurement wants it near nothing.
    """

    def __init__(self, trees: dict[str, list[int]]) -> None:
        self.trees = trees
        self.spent: dict[str, float] = {}
        self.elsewhere = 0.0

    def _read(self) -> dict[str, float]:
        return {name: sum(map(cpu_seconds, pids)) for name, pids in self.trees.items()}

    def __enter__(self) -> "Meter":
        self._before, self._others_before, self._began = self._read(), self._others(), time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.spent = {name: round(now - self._before[name], 2) for name, now in self._read().items()}
        others = self._others() - self._others_before
        self.elsewhere = round(max(0.0, others / (time.monotonic() - self._began)), 2)

    def _others(self) -> float:
        # Server, driver and everything else that we start descend from this process.
        return busy_seconds() - cpu_seconds(os.getpid())

    @property
    def total(self) -> float:
        return sum(self.spent.values())
