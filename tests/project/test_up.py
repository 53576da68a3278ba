"""`manage.py up`: one command starts everything, one Ctrl-C ends it, and what dies comes back."""

import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPCookieProcessor

import pytest

from supportgroup import env
from supportgroup.local.supervisor import FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER, Child
from tests.project.running import READY, ROOT, alive, environment, free_port, running, starting, wait_until

pytestmark = pytest.mark.slow  # real processes: that they begin and end is the point


@pytest.fixture
def database() -> Iterator[str]:
    """A database nobody has used, on the engine that this run is about; "" is the SQLite file that it makes itself."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"up_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run_up(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    """Run it where it should not start."""
    return subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment(folder, port, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_one_command_starts_everything_and_one_ctrl_c_ends_it(tmp_path: Path, database: str) -> None:
    with running(tmp_path, DATABASE_URL=database) as service:
        assert service.answers("/readyz") == 200
        parts = service.parts()
        assert {"sg-web", "sg-worker", "sg-beat"} <= set(parts.values())
        for name in ("Sam", "Ana", "Noor", "Idris", "Max", "Ada", "Olu"):
            assert f"  {name} " in service.said

        began = time.monotonic()
        assert service.end(signal.SIGINT) == 0
        service.hear("Everything has ended.")
        assert time.monotonic() - began < 15
        assert not [name for pid, name in parts.items() if alive(pid)]
        assert "Traceback" not in service.said


@pytest.mark.one_engine
def test_a_second_start_is_ready_soon_and_seeds_nothing_again(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.end(signal.SIGTERM)
    began = time.monotonic()
    with running(tmp_path):
        # Five seconds are promised on a machine of one's own; tests share theirs.
        assert time.monotonic() - began < 15


@pytest.mark.one_engine
def test_a_link_from_the_first_lines_signs_that_person_in_once(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        link = next(line.split()[-1] for line in service.said.splitlines() if line.startswith("  Sam "))
        with urllib.request.build_opener(HTTPCookieProcessor()).open(link, timeout=10) as page:
            assert page.status == 200
        with pytest.raises(urllib.error.HTTPError, match="410"):
            urllib.request.build_opener(HTTPCookieProcessor()).open(link, timeout=10)


@pytest.mark.one_engine
def test_every_setting_is_explained_and_nothing_else_is() -> None:
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#([A-Z_]+)=", text, re.MULTILINE)) == env.KNOWN


@pytest.mark.one_engine
def test_a_part_that_dies_comes_back_and_the_line_says_so(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        for name in ("web", "worker"):
            pid = next(pid for pid, what in service.parts().items() if what == f"sg-{name}")
            os.kill(pid, signal.SIGKILL)
            service.hear(f"{name} ended (signal 9) and starts again in 0.5 s.")
        assert wait_until(lambda: service.answers("/readyz") == 200)


@pytest.mark.one_engine
def test_nothing_outlives_a_supervisor_that_was_killed_and_the_next_one_starts(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        parts = service.parts()
        service.end(signal.SIGKILL)
        with running(tmp_path) as next_one:
            assert not [name for pid, name in parts.items() if alive(pid)]
            assert next_one.answers("/readyz") == 200


@pytest.mark.one_engine
def test_what_is_kept_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with running(folder) as service:
        service.end()
    for path in (folder, *folder.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name


@pytest.mark.one_engine
def test_a_folder_with_a_long_or_odd_name_will_do(tmp_path: Path) -> None:
    folder = tmp_path / "a b+c%20#d" / ("long" * 30)
    with running(folder) as service:
        assert service.answers("/readyz") == 200
        assert env.own_socket(folder).exists()
    assert not env.own_socket(folder).parent.exists()


@pytest.mark.one_engine
def test_a_port_in_use_gets_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_up(tmp_path, port)
    assert done.returncode == 1
    other = port + 1 if port < 65535 else 8000
    assert done.stderr == f"Port {port} is in use. End what uses it, or choose another: PORT={other} make run\n"


@pytest.mark.one_engine
def test_a_folder_in_use_gets_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        done = run_up(tmp_path, free_port())
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert f"process {service.process.pid}" in done.stderr
        assert service.answers("/readyz") == 200


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("DEBUG", "perhaps"), ("TIME_ZONE", "Atlantis"), ("SECRET_KEY", "short")]
)
def test_a_value_that_cannot_be_right_stops_the_start_by_name(tmp_path: Path, name: str, value: str) -> None:
    done = run_up(tmp_path, free_port(), **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} ")
    assert done.stderr.count("\n") == 1


@pytest.mark.one_engine
def test_ctrl_c_before_it_is_ready_ends_what_has_begun(tmp_path: Path) -> None:
    with starting(tmp_path) as service:
        service.hear("Starting.")
        assert wait_until(lambda: bool(service.parts()))
        parts = service.parts()
        assert service.end(signal.SIGINT) == 0
        assert READY not in service.said
        assert not [name for pid, name in parts.items() if alive(pid)]


STUBBORN = """
import signal, sys, time
from pathlib import Path
from supportgroup import env
from supportgroup.local.supervisor import Child, Stopped, Supervisor

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)

def say(words):
    print(words, flush=True)

with Supervisor(say) as supervisor:
    supervisor.start(Child("deaf", deaf, Path(sys.argv[1]) / "deaf.log", patience=float(sys.argv[2])))
    say("up")
    try:
        supervisor.until(lambda: False, seconds=float(sys.argv[3]))
    except Stopped:
        say("ending")
"""


@pytest.mark.one_engine
def test_a_part_that_does_not_end_in_time_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    command = [sys.executable, "-c", STUBBORN, str(tmp_path), "0.5", "0.3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "up\ndeaf did not end in time and was killed.\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 10


@pytest.mark.one_engine
def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STUBBORN, str(tmp_path), "50", "50"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "ending\n"
        time.sleep(0.7)
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "deaf did not end in time and was killed.\n"
        assert process.wait(10) == 0


@pytest.mark.one_engine
def test_pauses_grow_and_are_short_again_after_a_steady_minute(tmp_path: Path) -> None:
    child = Child("part", lambda: None, tmp_path / "log", began=time.monotonic())
    assert [child.ended() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]
    child.began = time.monotonic() - STEADY_AFTER
    assert child.ended() == FIRST_PAUSE
