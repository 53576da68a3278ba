"""What was told of called-off and moved sessions becomes a line of the log, with its notices; those to come are kept.

Of a session that was moved more than once the rows tell of the last time alone, and so does its line.
"""

import uuid
from datetime import timedelta

from django.db import migrations, models
from django.db.models import Min

WHAT = {"cancelled": "called_off", "moved": "moved"}
FIELDS = ("membership_id", "channel", "due_at", "state", "attempts", "sent_at", "read_at")


def facts(session, starts_at):
    minutes = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    return {"starts_at": starts_at.isoformat(), "minutes": minutes, "kind": session.kind}


def forward(apps, schema_editor):
    reminders = apps.get_model("groups", "Reminder").objects
    of = reminders.filter(kind__in=WHAT).values_list("session", "kind").annotate(at=Min("due_at"))
    for session_id, kind, at in list(of.order_by("session", "kind")):
        tell_anew(apps, reminders.filter(session=session_id, kind=kind), session_id, kind, at)


def tell_anew(apps, rows, session_id, kind, at):
    session = apps.get_model("groups", "Session").objects.get(pk=session_id)
    is_off = kind == "cancelled"
    known = session.starts_at if is_off else session.moved_from or session.starts_at
    change = apps.get_model("groups", "Change").objects.create(
        id=uuid.uuid4(),
        group_id=session.group_id,
        what=WHAT[kind],
        session=session.pk,
        before=facts(session, known),
        after=facts(session, session.starts_at),
        made_at=session.cancelled_at if is_off and session.cancelled_at else at,
        by_id=session.cancelled_by_id if is_off else None,
        part="facilitator",
        first_at=min(known, session.starts_at),
        helps_until=max(known, session.starts_at),
        told_at=at,
    )
    notice = apps.get_model("groups", "Notice")
    notice.objects.bulk_create(
        notice(id=row.pk, change=change, **{name: getattr(row, name) for name in FIELDS}) for row in rows
    )
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_one_place_at_a_time")]

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
        migrations.RemoveConstraint("reminder", "reminder_kind_is_known"),
        migrations.AlterField(
            "reminder",
            "kind",
            models.CharField(
                choices=[("three_days", "three days before"), ("one_day", "one day before")], max_length=12
            ),
        ),
        migrations.AddConstraint(
            "reminder",
            models.CheckConstraint(
                condition=models.Q(kind__in=["three_days", "one_day"]), name="reminder_kind_is_known"
            ),
        ),
    ]
