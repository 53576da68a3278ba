"""Rows that admins look at, and what became of those of a day, are found without reading whole tables.

On PostgreSQL an index is made beside the running service (CREATE INDEX CONCURRENTLY), outside of a transaction.
"""

from django.db import migrations, models

INDEXES = [
    (name, models.Index(fields=["due_at"], condition=condition, name=f"{name}_{what}"))
    for name in ("letter", "notice", "reminder")
    for what, condition in {"parked": models.Q(state="parked"), "settled": ~models.Q(state="pending")}.items()
]


def make(apps, schema_editor):
    for name, index in INDEXES:
        model = apps.get_model("groups", name)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(index.create_sql(model, schema_editor, concurrently=True))
        else:
            schema_editor.add_index(model, index)


def drop(apps, schema_editor):
    for name, index in INDEXES:
        schema_editor.remove_index(apps.get_model("groups", name), index)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "0006_what_somebody_hears")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddIndex(name, index) for name, index in INDEXES],
            database_operations=[migrations.RunPython(make, drop)],
        )
    ]
