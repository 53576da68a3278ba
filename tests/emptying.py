"""Emptying the database after a test that commits: the one moment at which audit lines may go.

Django empties tables with DELETE on SQLite and TRUNCATE on PostgreSQL; the audit log's triggers refuse both. Here they
step aside within the very transaction that empties, and nowhere else.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

TABLE = "moderation_auditline"

Flush = Callable[..., list[str]]


def stepping_aside(flush: Flush) -> Flush:
    """`DatabaseOperations.sql_flush`, with the audit log's triggers out of force around it."""

    def sql_flush(ops: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = flush(ops, style, tables, **options)
        if TABLE not in tables:
            return statements
        before, after = AROUND[connection.vendor]()
        return [*before, *statements, *after]

    return sql_flush


def _sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


def _postgresql() -> tuple[list[str], list[str]]:
    return [f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"], [f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"]


AROUND = {"sqlite": _sqlite, "postgresql": _postgresql}
