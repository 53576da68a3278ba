"""The database itself refuses to change or remove an audit line: no bug of ours, and no hurried hand, rewrites the log.

Whoever owns the database can drop these triggers, as they can drop the table; SECURITY.md says so. A later migration
that rebuilds the table on SQLite loses its triggers and has to make them again; a test sees it.
"""

from django.db import migrations

SQLITE = {
    "forward": [
        """CREATE TRIGGER audit_line_is_not_changed BEFORE UPDATE ON moderation_auditline
           BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END""",
        """CREATE TRIGGER audit_line_is_not_removed BEFORE DELETE ON moderation_auditline
           BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END""",
    ],
    "backward": ["DROP TRIGGER audit_line_is_not_changed", "DROP TRIGGER audit_line_is_not_removed"],
}
POSTGRESQL = {
    "forward": [
        """CREATE FUNCTION audit_lines_stand() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION 'audit lines are never changed or removed'
                 USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER audit_line_is_not_changed BEFORE UPDATE OR DELETE ON moderation_auditline
           FOR EACH ROW EXECUTE FUNCTION audit_lines_stand()""",
        """CREATE TRIGGER audit_line_is_not_removed BEFORE TRUNCATE ON moderation_auditline
           FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_stand()""",
    ],
    "backward": [
        "DROP TRIGGER audit_line_is_not_changed ON moderation_auditline",
        "DROP TRIGGER audit_line_is_not_removed ON moderation_auditline",
        "DROP FUNCTION audit_lines_stand()",
    ],
}
STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def forward(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]["forward"]:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]["backward"]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
    ]

    operations = [migrations.RunPython(forward, backward)]
