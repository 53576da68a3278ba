"""What the machine knows of a zone, as a short mark: another mark, and clocks are set otherwise than was planned."""

import functools
import zoneinfo
from hashlib import sha256
from importlib import resources
from pathlib import Path


@functools.cache
def rules_of(name: str) -> str:
    """Sixteen letters of the SHA-256 of a zone's rules (TZif, RFC 9636), as this process reads them.

    A process keeps to what it has read, mark and rules, until `look_again`.
    """
    # Rules that were read before the mark would be older than it, and nobody would ever look again.
    zoneinfo.ZoneInfo.clear_cache(only_keys=[name])
    return sha256(_stored(name)).hexdigest()[:16]


def look_again(name: str) -> str:
    """The same, as it stands on the disk now. What was read before is forgotten, if it is another."""
    rules_of.cache_clear()
    return rules_of(name)


def _stored(name: str) -> bytes:
    """Where `zoneinfo` finds it: on the machine's own path, else in the package."""
    parts = name.split("/")
    for folder in zoneinfo.TZPATH:
        path = Path(folder, *parts)
        if path.is_file():
            return path.read_bytes()
    package = ".".join(["tzdata", "zoneinfo", *parts[:-1]])
    return resources.files(package).joinpath(parts[-1]).read_bytes()
