"""The browser of the browser tests: whichever chromium is here, else Debian's, when we may install it."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "Install one (on Debian: `apt install chromium`) and run `make test` again."


def find() -> str | None:
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return None


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> str | None:
    """Install Debian's. Return where it is, or None when that did not work."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return None
    return find()
