"""Rows that admins look at, and how many were sent in an hour, are found without reading whole tables.

On PostgreSQL an index is made beside the running service (CREATE INDEX CONCURRENTLY), outside of a transaction.
"""

from django.db import migrations, models

PARKED = {
    name: models.Index(fields=["due_at"], condition=models.Q(state="parked"), name=f"{name}_parked")
    for name in ("letter", "notice", "reminder")
}


def make(apps, schema_editor):
    for name, index in PARKED.items():
        model = apps.get_model("groups", name)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(index.create_sql(model, schema_editor, concurrently=True))
        else:
            schema_editor.add_index(model, index)


def drop(apps, schema_editor):
    for name, index in PARKED.items():
        schema_editor.remove_index(apps.get_model("groups", name), index)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "0006_what_somebody_hears")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddIndex(name, index) for name, index in PARKED.items()],
            database_operations=[migrations.RunPython(make, drop)],
        )
    ]
