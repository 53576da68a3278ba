"""Run everything that reads the code rather than runs it. All of it runs; the end names what did not pass."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent

# Settings as an installation has them, for Django's own look at how safe they are.
DEPLOYED = {
    "DEBUG": "false",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "SITE_URL": "https://groups.example.org",
    "ALLOWED_HOSTS": "groups.example.org",
    "MAIL_URL": "smtp+tls://mail.example.org:587",
    "TRUSTED_PROXY_COUNT": "1",
}
HERE = {"DJANGO_SETTINGS_MODULE": "tests.settings"}

PYTHON, MANAGE = str(BIN / "python"), [str(BIN / "python"), "manage.py"]
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": ([str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "--quiet", "."], {}),
    "templates": ([str(BIN / "djlint"), "--lint", "--quiet", "templates"], {}),
    "imports": ([str(BIN / "lint-imports"), "--no-cache"], {}),
    "migrations fit the models": ([*MANAGE, "makemigrations", "--check", "--dry-run"], HERE),
    "deployment": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
    "locks and translations": ([PYTHON, "-m", "tests.guards.fresh"], {}),
    "types": ([str(BIN / "mypy")], {}),
}


def passes(name: str) -> bool:
    command, settings = CHECKS[name]
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    well = done.returncode == 0
    say(f"  {name:26} {'passed' if well else 'DID NOT PASS'} ({time.monotonic() - began:.1f} s)")
    if not well:
        say("\n" + done.stdout)
    return well


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> int:
    left = [name for name in CHECKS if not passes(name)]
    say(f"\nDid not pass: {', '.join(left)}." if left else "\nAll of it passed.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
