"""The database itself refuses a facilitator in two places: no race of ours, and no hurried hand, promises them twice.

On PostgreSQL it is an exclusion constraint, with a range over the ids of people so that no extension is needed. SQLite
has one writer at a time, so a trigger sees what there is. A later migration that rebuilds the table on SQLite loses the
triggers and has to make them again; a test sees it.
"""

from django.db import migrations

OVERLAP = """
    SELECT RAISE(ABORT, 'duty_in_one_place_at_a_time') WHERE NEW.state = 'holds' AND EXISTS (
        SELECT 1 FROM groups_duty other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
        AND other.state = 'holds' AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at);
"""
SQLITE = {
    "forward": [
        f"""CREATE TRIGGER duty_in_one_place_when_made BEFORE INSERT ON groups_duty BEGIN {OVERLAP} END""",
        f"""CREATE TRIGGER duty_in_one_place_when_changed BEFORE UPDATE ON groups_duty BEGIN {OVERLAP} END""",
    ],
    "backward": ["DROP TRIGGER duty_in_one_place_when_made", "DROP TRIGGER duty_in_one_place_when_changed"],
}
POSTGRESQL = {
    "forward": [
        "CREATE TYPE groups_person_range AS RANGE (subtype = uuid)",
        """ALTER TABLE groups_duty ADD CONSTRAINT duty_in_one_place_at_a_time EXCLUDE USING gist (
           groups_person_range(user_id, user_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
           WHERE (state = 'holds')""",
    ],
    "backward": [
        "ALTER TABLE groups_duty DROP CONSTRAINT duty_in_one_place_at_a_time",
        "DROP TYPE groups_person_range",
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
    dependencies = [("groups", "0003_sessions")]

    operations = [migrations.RunPython(forward, backward)]
