"""Run the tests as `make test` does: on SQLite, on PostgreSQL, in a real browser. Arguments go to pytest.

Each run is a pytest of its own: engines are chosen when Django starts, and a browser driven synchronously and
asynchronous tests do not share a process. Every process has a Valkey of its own (`tests/services.py`).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import environ

from supportgroup.local import chromium, processes
from supportgroup.local.postgres import NoPostgres, Postgres

ROOT = Path(__file__).resolve().parent.parent.parent
NOTHING_CHOSEN = 5  # pytest's exit status when its arguments leave no test
# What a person's own .env says about their installation is not for the tests.
PLAIN = {"DEBUG": "false", "ALLOWED_HOSTS": "", "MAIL_URL": "", "TIME_ZONE": "UTC", "TRUSTED_PROXY_COUNT": "0"}
HERE = "not browser and not faults_long"


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run_long(arguments[1:]) if arguments[:1] == ["--long"] else run(arguments)


def run_long(arguments: list[str]) -> int:
    """Run the long forms. The faults start installations of their own, on PostgreSQL; so they run once."""
    try:
        with TemporaryDirectory(prefix="sg-tests-") as folder:
            settings = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
            outcomes = {"long forms": _pytest("faults_long", arguments, settings, parallel=True)}
    except KeyboardInterrupt:
        return 130
    return _summary(outcomes, chosen=bool(arguments))


def run(arguments: list[str]) -> int:
    """Run the tests on both engines, then the browser tests. Return an exit status."""
    outcomes: dict[str, str] = {}
    try:
        with TemporaryDirectory(prefix="sg-tests-") as folder:
            sqlite = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
            outcomes["SQLite"] = _pytest(f"{HERE} and not postgres", arguments, sqlite, parallel=True)
            with _postgres() as url:
                outcomes["PostgreSQL"] = _pytest(
                    f"{HERE} and not one_engine", arguments, {"DATABASE_URL": url}, parallel=True
                )
            outcomes["browser"] = _browser(arguments, sqlite)
    except KeyboardInterrupt:
        return 130
    except NoPostgres as reason:
        outcomes["PostgreSQL"] = f"did not run. {reason}"
    return _summary(outcomes, chosen=bool(arguments))


def _pytest(marks: str, arguments: list[str], settings: dict[str, str], *, parallel: bool = False) -> str:
    """Run pytest once, and say how it went in a few words; they begin with "passed" when it went well."""
    # Tests take from a hundredth of a second to a minute: whoever is done takes over what still waits elsewhere.
    workers = ["-n", str(min(os.cpu_count() or 2, 4)), "--dist", "worksteal"] if parallel else []
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, *workers, *arguments]
    parent, began = os.getpid(), time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **PLAIN, **settings},
        preexec_fn=lambda: processes.end_with(parent, signal.SIGINT),  # noqa: PLW1509 - one call into libc
    )
    try:
        status = process.wait()
    except KeyboardInterrupt:
        # The terminal told pytest as well. Told by somebody else, it hears it from us.
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    took = f"{time.monotonic() - began:.0f} s"
    if status == NOTHING_CHOSEN and arguments:
        return "passed: no test here was asked for"
    return f"passed in {took}" if status == 0 else f"did not pass ({took})"


@contextmanager
def _postgres() -> Iterator[str]:
    """A server's address: the one of TEST_DATABASE_URL, else one that lives as long as this."""
    if given := _given():
        yield given
        return
    with Postgres() as server:
        yield server.url


def _given() -> str:
    before = dict(os.environ)
    if (ROOT / ".env").exists():
        environ.Env.read_env(ROOT / ".env")
    given = os.environ.get("TEST_DATABASE_URL", "")
    for name in set(os.environ) - set(before):
        del os.environ[name]
    return given


def _browser(arguments: list[str], settings: dict[str, str]) -> str:
    found = chromium.find()
    if found is None and chromium.may_install():
        _say("No chromium is here. Installing Debian's for the browser tests.")
        found = chromium.install()
    if found is not None:
        return _pytest("browser", arguments, {**settings, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}, parallel=True)
    if os.environ.get("BROWSER_REQUIRED") or os.environ.get("CI"):
        return f"did not run, and was required: no chromium is here. {chromium.HOW}"
    return "DID NOT RUN"


def _summary(outcomes: dict[str, str], *, chosen: bool) -> int:
    _say("\n" + "\n".join(f"  {name:11} {how}" for name, how in outcomes.items()))
    if outcomes.get("browser") == "DID NOT RUN":
        names = _names_of_browser_tests()
        _say(f"\n  NO CHROMIUM IS HERE: {len(names)} BROWSER TESTS DID NOT RUN. {chromium.HOW}\n  They are:")
        _say("\n".join(f"    {name}" for name in names))
    well = all(how.startswith("passed") or how == "DID NOT RUN" for how in outcomes.values())
    _say("\nAll that ran passed." if well else "\nNot everything passed.")
    return 0 if well else 1


def _names_of_browser_tests() -> list[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "browser", "--collect-only"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **PLAIN}, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if "::" in line]


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
