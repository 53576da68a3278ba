"""Write requirements/*.txt anew: the newest versions within pyproject.toml's bounds, with hashes and no address."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "requirements"
STYLE = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]


def environment() -> dict[str, str]:
    """Ours, with the index that pip is configured to ask: uv does not read pip's configuration itself.

    Only the main one: an extra place may hold some of a version's files, and the hashes of the others would be lost.
    """
    asked = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    index = re.search(r"^\S+\.index-url='(.*)'$", listed, re.MULTILINE)
    return {**os.environ, **({"UV_DEFAULT_INDEX": index.group(1)} if index else {})}


def write(name: str, *sources: str) -> None:
    """Write one file whole, or leave the old one."""
    new = FOLDER / f"{name}.new"
    compiling = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *STYLE, *sources, "--output-file", str(new)]
    try:
        subprocess.run(compiling, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, check=True)
        new.replace(FOLDER / f"{name}.txt")
    finally:
        new.unlink(missing_ok=True)


def main() -> int:
    try:
        write("run", "pyproject.toml", "--all-extras")
        # The same versions as above, so that what is tested is what runs.
        write("dev", "pyproject.toml", "--all-extras", "--group", "dev", "--constraint", "requirements/run.txt")
    except subprocess.CalledProcessError:
        sys.stderr.write("The versions could not be chosen; the lines above say why. The old files stand.\n")
        return 1
    sys.stdout.write("requirements/run.txt and requirements/dev.txt are written. `make test`, then commit them.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
