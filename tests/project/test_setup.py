"""`setup.py` of the tooling: it finds a Python, makes `.venv` whole or not at all, and says what is missing."""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = Path("supportgroup") / "local" / "setup.py"
pytestmark = [pytest.mark.slow, pytest.mark.one_engine]  # real Pythons and environments


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with nothing to install, and a PATH of its own."""
    (tmp_path / SCRIPT).parent.mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, tmp_path / SCRIPT)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    (tmp_path / "bin").mkdir()
    return tmp_path


def put(clone: Path, name: str, script: str) -> None:
    """Put a program on that PATH."""
    path = clone / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def real_python(clone: Path, name: str = "python3") -> None:
    put(clone, name, f'exec {sys._base_executable} "$@"')  # type: ignore[attr-defined]


def environment(clone: Path) -> dict[str, str]:
    """That PATH, and however this machine's pip is told where packages are."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_CERT")}
    return {**kept, "PATH": str(clone / "bin"), "HOME": str(clone)}


def set_up(clone: Path, kind: str = "run") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, kind],
        cwd=clone,
        env=environment(clone),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_unsupported_python_gets_one_sentence_that_says_what_to_do(clone: Path) -> None:
    put(clone, "python3", "echo 3 9; echo whole")
    done = set_up(clone)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Python 3.11 or later is needed, and the newest here is 3.9. Install one "
        "(on Debian 12 and later: `apt install python3 python3-venv`), then run this again.\n"
    )
    assert not (clone / ".venv").exists()


def test_a_missing_venv_module_gets_one_sentence_that_says_what_to_do(clone: Path) -> None:
    put(clone, "python3", "echo 3 12; exit 1")
    done = set_up(clone)
    assert done.returncode == 1
    assert done.stderr == (
        "python3.12 is here without its venv module. On Debian and Ubuntu `apt install python3-venv` "
        "(or python3.12-venv) brings it; then run this again.\n"
    )
    assert not (clone / ".venv").exists()


def test_make_says_what_to_do_where_no_python_is_at_all(clone: Path) -> None:
    shutil.copy(ROOT / "Makefile", clone)
    for name in ("sh", "test", "echo"):
        put(clone, name, f'exec {shutil.which(name)} "$@"')
    done = subprocess.run(
        [str(shutil.which("make")), "run"],
        cwd=clone,
        env=environment(clone),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or later is needed, and none is on PATH. On Debian: apt install ")


def test_a_newer_python_beside_an_old_one_is_found(clone: Path) -> None:
    put(clone, "python3", "echo 3 9; echo whole")
    real_python(clone, "python3.13")
    done = set_up(clone)
    assert done.returncode == 0, done.stderr
    assert "bin/python3.13" in done.stdout
    assert (clone / ".venv" / "bin" / "python").exists()


def test_the_second_time_nothing_is_done_until_the_list_changes(clone: Path) -> None:
    real_python(clone)
    assert "Installing" in set_up(clone).stdout
    assert set_up(clone).stdout == ""
    (clone / "requirements" / "run.txt").write_text("# changed\n")
    assert "Installing" in set_up(clone).stdout


def test_whoever_has_the_tools_keeps_them(clone: Path) -> None:
    real_python(clone)
    set_up(clone, "dev")
    assert set_up(clone, "run").stdout == ""
    (clone / "requirements" / "run.txt").write_text("# changed\n")
    assert "requirements/dev.txt" in set_up(clone, "run").stdout
    assert set(json.loads((clone / ".venv" / "installed.json").read_text())) == {"run", "dev"}


def test_what_has_no_hash_is_not_installed_and_nothing_half_made_is_left(clone: Path) -> None:
    real_python(clone)
    (clone / "requirements" / "run.txt").write_text("django==5.2.19\n")
    done = set_up(clone)
    assert done.returncode == 1
    assert "Installing did not work" in done.stderr
    assert not (clone / ".venv").exists()


def test_an_environment_that_was_begun_and_not_finished_is_made_anew(clone: Path) -> None:
    real_python(clone)
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "unfinished").touch()
    (clone / ".venv" / "bin" / "python").touch()
    assert set_up(clone).returncode == 0
    assert not (clone / ".venv" / "unfinished").exists()
    assert set_up(clone).stdout == ""


def test_ctrl_c_leaves_nothing_half_made(clone: Path) -> None:
    put(
        clone,
        "python3",
        'case "$1" in -m) : > "$0.waits"; exec sleep 60;; esac\n' + f'exec {sys._base_executable} "$@"',  # type: ignore[attr-defined]
    )
    put(clone, "sleep", f'exec {shutil.which("sleep")} "$@"')
    process = subprocess.Popen(
        [sys.executable, SCRIPT, "run"],
        cwd=clone,
        env=environment(clone),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # A child that has not begun yet would not hear it: whoever presses Ctrl-C does so a little later.
    while not list(clone.rglob("python3.waits")):
        time.sleep(0.02)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    _, words = process.communicate(timeout=20)
    assert process.returncode == 130
    assert words == "Stopped. Nothing half-made is left.\n"
    assert not (clone / ".venv").exists()


def test_pythons_that_are_too_old_can_read_it_and_say_so() -> None:
    source = (ROOT / SCRIPT).read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= set(sys.stdlib_module_names)


def test_the_tools_are_installed_beside_the_very_versions_that_run() -> None:
    pins = {
        name: re.findall(r"^\S+==[^\s;]+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        for name in ("run", "dev")
    }
    assert set(pins["run"]) <= set(pins["dev"])
