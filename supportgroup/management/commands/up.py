"""Everything on one machine, until Ctrl-C: database, broker, web server, worker and beat."""

import os
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from supportgroup import env
from supportgroup.local import parts, start, valkey
from supportgroup.local.supervisor import Child, Stopped, Supervisor

PATIENCE = 60.0


class Command(BaseCommand):
    help = "Run the whole service here: migrate, then broker, web server, worker and beat, until Ctrl-C."
    requires_system_checks: list[str] = []  # `start.prepare` makes them, beside the rest of the start.

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        os.umask(0o077)  # Databases, mail and logs are nobody else's to read.
        self.folder, self.port = Path(settings.DATA_DIR), env.read().port
        try:
            with start.holding(self.folder), Supervisor(self._say) as supervisor:
                start.check_port(self.port)
                self._start(supervisor)
                while True:
                    supervisor.look_after(60.0)
        except Stopped:
            self._say("Everything has ended.")
        except (start.CannotStart, valkey.NoValkey) as reason:
            self.stderr.write(str(reason))
            sys.exit(1)
        finally:
            # Where the socket stood apart, its folder goes too; only an empty one can.
            with suppress(OSError):
                env.own_socket(self.folder).parent.rmdir()

    def _start(self, supervisor: Supervisor) -> None:
        self._say(f"Starting. Everything is kept in {self.folder}.")
        if env.own_redis_url(self.folder) == settings.REDIS_URL:
            self._start_broker(supervisor)
        preparing = supervisor.begin(start.prepare)
        parts.load()
        if not supervisor.went_well(preparing):
            raise start.CannotStart("The database is not ready for use; the lines above say why.")
        supervisor.start(
            self._child("web", partial(parts.web, self.port), patience=11.0),
            self._child("worker", parts.worker),
            self._child("beat", partial(parts.beat, self.folder / "beat")),
        )
        if not supervisor.until(lambda: not start.missing(self.port), seconds=PATIENCE):
            left = ", ".join(start.missing(self.port))
            raise start.CannotStart(
                f"Not ready after {PATIENCE:g} s: {left}. The logs in {self.folder / 'log'} say why."
            )
        self._welcome(supervisor)

    def _start_broker(self, supervisor: Supervisor) -> None:
        broker, data = env.own_socket(self.folder), self.folder / "valkey"
        for folder in {broker.parent, data} - {self.folder}:
            valkey.prepare_folder(folder)
        command = valkey.command(broker, data)
        supervisor.start(self._child("broker", partial(parts.broker, command), patience=3.0, serves=True))
        if not supervisor.until(lambda: valkey.answers(broker), seconds=PATIENCE):
            raise start.CannotStart(f"{command[0]} does not answer. {self.folder / 'log' / 'broker.log'} says why.")

    def _welcome(self, supervisor: Supervisor) -> None:
        self._say(f"Ready after {time.monotonic() - self.began:.1f} s: {settings.SITE_URL}")
        if settings.DEBUG:
            self._say("To look around as somebody, once each and within ten minutes:")
            supervisor.went_well(supervisor.begin(start.print_links))
            self._say("A new link: make link NAME=sam")
        self._say("Ctrl-C ends everything.")

    def _child(self, name: str, run: Any, **how: Any) -> Child:
        return Child(name, run, self.folder / "log" / f"{name}.log", **how)

    def _say(self, sentence: str) -> None:
        # Whoever listened may have gone, with a closed terminal for one: that must not keep us from ending the rest.
        with suppress(OSError):
            self.stdout.write(sentence)
            self.stdout.flush()
