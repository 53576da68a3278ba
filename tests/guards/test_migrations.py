"""A migration neither locks nor breaks a service that is running the code of the day before."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

from supportgroup.env import BASE_DIR

pytestmark = [pytest.mark.postgres, pytest.mark.slow]  # SQLite copies whole tables: what it does says nothing.

FIRST_RELEASE = {"groups": 2, "moderation": 3}
"""Up to these numbers, migrations run in an empty database: there is nobody to lock out."""


@pytest.fixture(autouse=True)
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("asked of PostgreSQL")


def since_the_first_release() -> list[tuple[str, str]]:
    names = MigrationLoader(None).disk_migrations
    return sorted((app, name) for app, name in names if int(name[:4]) > FIRST_RELEASE.get(app, 9999))


def unsafe(app: str, name: str, *, folder: Path = BASE_DIR) -> int:
    linter = MigrationLinter(
        str(folder), include_apps=[app], include_name=[name], no_cache=True, quiet=["ok", "ignore"]
    )
    linter.lint_all_migrations()
    return int(linter.nb_erroneous + linter.nb_warnings)


def test_migrations_since_the_first_release_are_safe(db: None) -> None:
    assert [(app, name) for app, name in since_the_first_release() if unsafe(app, name)] == []


def test_an_unsafe_migration_is_found(db: None) -> None:
    sql = 'ALTER TABLE "groups_user" ADD COLUMN "mood" varchar(8) NOT NULL'
    errors, _, _ = analyse_sql_statements(PostgresqlAnalyser, [sql])
    assert errors, "a column that may not be empty breaks the code of the day before"
