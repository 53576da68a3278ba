"""The Celery application. Rows say what is due; beat only says "look now" (see `beat.py`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")

app = Celery("supportgroup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = (
    "supportgroup.health",
    "groups.people.tasks",
    "groups.changes.tasks",
    "groups.joining.tasks",
    "groups.invitations.tasks",
    "groups.membership.tasks",
    "groups.facilitation.tasks",
    "groups.schedule.tasks",
    "groups.staffing.tasks",
    "groups.standby.tasks",
    "groups.reminders.tasks",
    "groups.room.tasks",
    "groups.overview.tasks",
)


@app.on_after_configure.connect
def _schedule(sender: Celery, **_: Any) -> None:
    from supportgroup import beat

    sender.conf.beat_schedule = beat.SCHEDULE


@setup_logging.connect
def _keep_logging_as_it_is(**_: Any) -> None:
    """Celery would otherwise replace the log format, and write the arguments of tasks."""


@beat_init.connect
def _first_pulse(**_: Any) -> None:
    """Beat's schedule waits a whole interval before its first line: whoever waits for readiness need not."""
    app.send_task("supportgroup.pulse")
