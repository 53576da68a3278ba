"""What `make test` does about its services, and what it says when there is no browser."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from supportgroup.local import chromium, postgres, test
from supportgroup.local.postgres import Postgres
from supportgroup.local.valkey import NoValkey, Valkey, prepare_folder

pytestmark = pytest.mark.one_engine
NAMES = ["tests/browser/test_way.py::test_the_main_way"]


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium, "may_install", lambda: False)
    monkeypatch.setattr(test, "_pytest", lambda *_, **__: "passed in 1 s")
    monkeypatch.setattr(test, "_names_of_browser_tests", lambda: NAMES)
    monkeypatch.setattr(test, "_given", lambda: "postgresql://given")
    for name in ("CI", "BROWSER_REQUIRED"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_browser")
def test_without_a_browser_it_passes_and_says_loudly_what_did_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert test.main([]) == 0
    said = capsys.readouterr().out
    assert "NO CHROMIUM IS HERE: 1 BROWSER TESTS DID NOT RUN. Install one" in said
    assert NAMES[0] in said


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("name", ["CI", "BROWSER_REQUIRED"])
def test_where_the_browser_is_required_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    assert test.main([]) == 1


@pytest.mark.usefixtures("no_browser")
def test_where_it_may_it_installs_the_browser(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "may_install", lambda: True)
    monkeypatch.setattr(chromium, "install", lambda: "/usr/bin/chromium")
    assert test.main([]) == 0
    said = capsys.readouterr().out
    assert "Installing Debian's" in said
    assert "DID NOT RUN" not in said


@pytest.mark.usefixtures("no_browser")
def test_one_engine_that_does_not_pass_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        test, "_pytest", lambda marks, *_, **__: "did not pass (1 s)" if "one_engine" in marks else "passed"
    )
    assert test.main([]) == 1


@pytest.mark.slow
def test_postgres_keeps_what_was_committed_when_it_crashes_and_leaves_nothing_behind() -> None:
    with Postgres() as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        server.end(signal.SIGQUIT)
        server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (1,)
        assert server.process is not None
        pid = server.process.pid
    assert not server.folder.exists()
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.slow
def test_postgres_runs_from_a_folder_that_its_user_may_not_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        return  # Only root runs it as somebody else.
    monkeypatch.setattr(postgres, "_may_run", lambda *_: False)
    with Postgres() as server:
        assert server.folder in server.programs.parents


@pytest.mark.slow
def test_valkey_keeps_what_it_was_told_a_second_ago_when_it_is_killed() -> None:
    with Valkey() as server:
        with redis.Redis.from_url(server.url) as client:
            client.config_set("appendfsync", "always")
            client.set("job", "waits")
        server.kill()
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("job") == b"waits"
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert not server.folder.exists()


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(NoValkey, match="only you can enter"):
        prepare_folder(tmp_path / "open")
