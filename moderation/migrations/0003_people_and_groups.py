"""An audit line says what a setting was before and after. SQLite rebuilds the table for it, and loses its triggers."""

from django.db import migrations, models

SQLITE = [
    """CREATE TRIGGER IF NOT EXISTS audit_line_is_not_changed BEFORE UPDATE ON moderation_auditline
       BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS audit_line_is_not_removed BEFORE DELETE ON moderation_auditline
       BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END""",
]


def stand_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_audit_lines_stand"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, stand_again),
        migrations.AddField(
            model_name="auditline",
            name="changes",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()), default=dict, help_text="setting → [before, after]"
            ),
        ),
        migrations.RunPython(stand_again, migrations.RunPython.noop),
    ]
