"""Are the files that are made from others still what they would be made to? `python -m tests.guards.fresh`

The locked requirements are compared with pyproject.toml without asking any index: each dependency has a pin that its
bounds allow, each pin that claims to be one of ours still is, each line has its hash, and no line an address.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

Pins = dict[NormalizedName, tuple[str, str]]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)[^\n]*\n((?:[ \t]+[^\n]*\n?)*)", re.MULTILINE)


def wanted() -> tuple[list[Requirement], list[Requirement]]:
    """What running and developing need, as pyproject.toml says."""
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
    extras = [line for lines in project["project"].get("optional-dependencies", {}).values() for line in lines]
    run = [*project["project"]["dependencies"], *extras]
    return [Requirement(line) for line in run], [Requirement(line) for line in project["dependency-groups"]["dev"]]


def stale(lock: str, requirements: list[Requirement]) -> list[str]:
    """What keeps a lock file from being the one that would be made from these requirements."""
    pins = {canonicalize_name(name): (version, rest) for name, version, rest in PIN.findall(lock)}
    return [*_unmet(pins, requirements), *_odd(pins, requirements), *_addresses(lock)]


def _unmet(pins: Pins, requirements: list[Requirement]) -> Iterator[str]:
    for requirement in requirements:
        version, _ = pins.get(canonicalize_name(requirement.name), ("", ""))
        if not version or not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement} is pinned to {version or 'nothing'}"


def _odd(pins: Pins, requirements: list[Requirement]) -> Iterator[str]:
    ours = {canonicalize_name(requirement.name) for requirement in requirements}
    for name, (_, rest) in pins.items():
        if "--hash=sha256:" not in rest:
            yield f"{name} has no hash"
        if "supportgroup (pyproject.toml" in rest and name not in ours:
            yield f"{name} is pinned for us, and we do not ask for it"


def _addresses(lock: str) -> Iterator[str]:
    if re.search(r"https?://|--(extra-)?index-url|--find-links", lock):
        yield "an address stands in it"


def catalogues() -> tuple[int, list[str]]:
    """How many translations there are, and which of them are not compiled from what they say now."""
    sources = sorted((BASE_DIR / "locale").rglob("*.po"))
    return len(sources), [str(path.relative_to(BASE_DIR)) for path in sources if not _is_compiled(path)]


def _is_compiled(path: Path) -> bool:
    made = subprocess.run(["msgfmt", "--check", "-o", "-", str(path)], capture_output=True, check=False)
    there = path.with_suffix(".mo")
    return made.returncode == 0 and there.exists() and there.read_bytes() == made.stdout


def main() -> int:
    run, dev = wanted()
    words: list[str] = []
    for name, requirements in (("run", run), ("dev", [*run, *dev])):
        path = BASE_DIR / "requirements" / f"{name}.txt"
        words += [f"{path.name}: {line}" for line in stale(path.read_text(), requirements)]
    count, unmade = catalogues()
    words += [f"{path} is not compiled: run `manage.py compilemessages`" for path in unmade]
    say = sys.stderr.write if words else sys.stdout.write
    say(
        "\n".join(words or [f"Locked requirements fit. Translations: {count or 'none yet, nothing to compile'}."])
        + "\n"
    )
    return 1 if words else 0


if __name__ == "__main__":
    sys.exit(main())
