"""A real Celery worker on the test's own database and Valkey, with a folder of its own for mail."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from supportgroup.celery import app
from tests.browser.conftest import PATIENCE_MS

ROOT = Path(__file__).resolve().parent.parent.parent
OPTIONS = "--pool prefork --concurrency 1 --without-mingle --without-gossip --loglevel WARNING"


def look_now(task: str) -> None:
    """What beat says, at the moment at which a test needs it."""
    app.send_task(task)


@contextmanager
def worker(*, folder: Path, site: str) -> Iterator[None]:
    """It works until the block ends. Its settings are the product's own, not those of the tests."""
    given = {
        "SECRET_KEY": settings.SECRET_KEY,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": site,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "supportgroup.celery", "worker", *OPTIONS.split()],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **given},
    )
    try:
        _wait_until_ready(process, site)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_MS / 1000)


def _wait_until_ready(process: "subprocess.Popen[bytes]", site: str) -> None:
    look_now("supportgroup.pulse")
    until = time.monotonic() + PATIENCE_MS / 1000
    while not _says_ready(site):
        assert process.poll() is None, "The worker has ended."
        assert time.monotonic() < until, "The worker does not answer."
        time.sleep(0.05)


def _says_ready(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/readyz") as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
