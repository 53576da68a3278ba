"""Make `.venv` and install what is locked, when that was not done yet: `python3 supportgroup/local/setup.py run|dev`.

Run by path, before anything is installed: it imports the standard library only. It is also read by Pythons
that are too old for the rest, back to 3.6, so that they can say so in a sentence.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
UNFINISHED = VENV / "unfinished"
# dev.txt holds all of run.txt in the same versions (`make check` looks), so it serves both.
COVERS = {"run": ("run",), "dev": ("run", "dev")}
OLDEST = (3, 11)
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")
LOOK = "import sys; v = sys.version_info; print(v[0], v[1])\nimport venv, ensurepip\nprint('whole')"


class Stop(Exception):
    """What keeps us from going on, as a sentence that says what to do."""


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def looked_at(python: str) -> "tuple[tuple[int, ...], bool]":
    """The version of a Python, () when it does not start, and whether it can make environments."""
    try:
        done = subprocess.run(
            [python, "-c", LOOK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return (), False
    words = done.stdout.decode("ascii", "replace").split()
    if len(words) < 2 or not (words[0].isdigit() and words[1].isdigit()):
        return (), False
    return (int(words[0]), int(words[1])), words[2:] == ["whole"]


def on_path(name: str) -> "str | None":
    """The first program of that name on PATH that does not live in the environment that we may be about to make."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    outside = [folder for folder in folders if Path(folder) != PYTHON.parent]
    return shutil.which(name, path=os.pathsep.join(outside))


def find_python() -> str:
    """A Python on PATH that is new enough and can make environments; else a Stop that says what is missing."""
    found = [(python, *looked_at(python)) for python in map(on_path, NAMES) if python is not None]
    enough = [(python, version, whole) for python, version, whole in found if version >= OLDEST]
    for python, _, whole in enough:
        if whole:
            return python
    if enough:
        name = "python{}.{}".format(*enough[0][1])
        raise Stop(
            f"{name} is here without its venv module. On Debian and Ubuntu `apt install python3-venv` "
            f"(or {name}-venv) brings it; then run this again."
        )
    newest = max((version for _, version, _ in found), default=())
    seen = "the newest here is {}.{}".format(*newest) if newest else "none is on PATH"
    raise Stop(
        f"Python 3.11 or later is needed, and {seen}. Install one "
        "(on Debian 12 and later: `apt install python3 python3-venv`), then run this again."
    )


def lock_of(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def digest(kind: str) -> str:
    return hashlib.sha256(lock_of(kind).read_bytes()).hexdigest()


def installed() -> "dict[str, str]":
    """Which lock files, by digest, the environment holds."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def is_whole() -> bool:
    return VENV.exists() and not UNFINISHED.exists()


def fits(kind: str) -> bool:
    return is_whole() and PYTHON.exists() and installed().get(kind) == digest(kind)


def run(arguments: "list[str]", trouble: str) -> None:
    if subprocess.run(arguments, cwd=str(ROOT), check=False).returncode != 0:
        raise Stop(trouble)


def make_environment() -> None:
    """Make `.venv`, unless a whole one is there. One that was begun and not finished is made anew."""
    if is_whole():
        version, _ = looked_at(str(PYTHON))
        if version >= OLDEST:
            return
        if not STAMP.exists():
            raise Stop(
                ".venv was made by somebody else, with no Python 3.11 or later. Move it away, then run this again."
            )
    python = find_python()
    shutil.rmtree(str(VENV), ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    say(f"Making .venv with {python}.")
    run([python, "-m", "venv", str(VENV)], "Making .venv did not work; the lines above say why.")


def install(kind: str) -> None:
    say(f"Installing what requirements/{kind}.txt lists. The first time takes a minute or two.")
    # While it is under way the environment holds neither the old list nor the new one.
    if STAMP.exists():
        STAMP.unlink()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    run([*pip, "-r", str(lock_of(kind))], "Installing did not work; the lines above say why. Then run this again.")
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps({name: digest(name) for name in COVERS[kind]}))
    new.replace(STAMP)


def set_up(kind: str) -> None:
    """Leave a whole environment, or the one that was there before, or none."""
    # Whoever asked for the tools once keeps them: a run of the smaller list must not leave the larger one stale.
    if kind == "run" and "dev" in installed():
        kind = "dev"
    try:
        make_environment()
        install(kind)
        if UNFINISHED.exists():
            UNFINISHED.unlink()
    except BaseException:
        if UNFINISHED.exists():
            shutil.rmtree(str(VENV), ignore_errors=True)
        raise


def main(kind: str) -> int:
    if fits(kind):
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        # Two of us at once: the second waits, and then finds the work done.
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not fits(kind):
            set_up(kind)
    except Stop as stop:
        sys.stderr.write(str(stop) + "\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing half-made is left.\n")
        return 130
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COVERS:
        sys.exit("usage: python3 supportgroup/local/setup.py run|dev")
    sys.exit(main(sys.argv[1]))
