"""Test databases copied from a template that is migrated and holds the reference data.

Loading the boundaries takes seconds and copying a database a fraction of one, so the template is built once for each
state of migrations, fixtures and loaders, and every worker of the suite starts from a copy of it.
"""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import pgtrigger
import psycopg2
from django.core.management import call_command
from django.db import connection, transaction
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_SOURCES = (
    "*/migrations/*.py",
    "fixtures/**/*",
    "*/management/commands/load_*.py",
    "accounts/seed.py",
    "accounts/actions/agencies.py",
    "reports/actions/rules.py",
    "boundaries/importing/**/*.py",
    "boundaries/actions/defaults.py",
    "boundaries/actions/overlays.py",
    "boundaries/pieces.py",
    "boundaries/models/*.py",
    "maps/receivers.py",
    "geo_lapor/settings/*.py",
    "geo_lapor/application_role.py",
)
LOCK = 6408  # any number that the suite alone uses


def template_digest() -> str:
    """Return a name part that changes whenever a template built earlier would no longer do."""
    digest = hashlib.sha256()
    for pattern in TEMPLATE_SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def maintenance(name: str) -> Iterator[Any]:
    """A cursor on database `name` that commits each statement, outside Django's connection."""
    params = connection.get_connection_params() | {"dbname": name}
    conn = psycopg2.connect(**{k: v for k, v in params.items() if k not in ("cursor_factory", "connection_factory")})
    conn.autocommit = True
    try:
        with conn.cursor() as cursor:
            yield cursor
    finally:
        conn.close()


def use_database(name: str) -> None:
    """Point Django's connection at another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = name


def drop_database(cursor: Any, name: str) -> None:
    """Drop a database with whoever of our own role is connected.

    Not WITH (FORCE): that gives up where the server vacuums the database at that moment, while a plain DROP sends the
    vacuum away.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [name],
    )
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def copy_database(cursor: Any, name: str, template: str) -> None:
    """Replace database `name` by a copy of `template`."""
    drop_database(cursor, name)
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    # It need not outlive a power cut, so no commit waits for the disk
    cursor.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def ensure_template(base: str) -> str:
    """Return the name of an up-to-date template, building it if need be; workers that come meanwhile wait."""
    prefix = f"template_{base}_"
    name = prefix + template_digest()
    with maintenance(base) as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        existing = {row[0] for row in cursor.fetchall()}
        for stale in existing - {name}:
            drop_database(cursor, stale)
        if name not in existing:
            building = f"{prefix}building"
            copy_database(cursor, building, "template1")
            use_database(building)
            with _without_collector():
                call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            call_command("load_reference_data", verbosity=0)
            call_command("secure_history", verbosity=0)
            use_database(base)
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name))
            )
    return name


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let cycles be: migrations make a hundred thousand classes and fields, and half the time went here."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


# What the template brings and no test of a live server may empty.
REFERENCE_TABLES = (
    "boundaries_",
    "accounts_agency",
    "reports_category",
    "reports_theme",
    "reports_rule",
    "reports_specialarea",
    "reports_standingcopy",
    "reports_emergencycontact",
    "reports_deadline",
    "reports_escalationrung",
    "reports_answertemplate",
    "reports_watchword",
    "reports_givenrow",
    "django_content_type",
    "auth_permission",
    "participation_participantgroup",
)


def empty_written_tables() -> None:
    """Empty every table that tests have written; the reference data stays.

    By DELETE where there are rows at all: TRUNCATE of eighty tables makes every file of theirs and their indexes anew.
    """
    written = [
        table
        for table in connection.introspection.django_table_names(only_existing=True)
        if not table.startswith(REFERENCE_TABLES)
    ]
    # The template has no population; the cache is no model's table, and full of pages of the test before
    written += ["boundaries_population", "django_cache"]
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:  # else nobody empties history
        for _ in range(2):  # what is deleted may be noted by a trigger, as bins' changes are
            for table in _with_rows(cursor, written):
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _with_rows(cursor: Any, tables: list[str]) -> list[str]:
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    rows = [one.format(sql.Literal(table), sql.Identifier(table)) for table in sorted(tables)]
    cursor.execute(sql.SQL(" UNION ALL ").join(rows))
    return [table for (table,) in cursor.fetchall()]


if __name__ == "__main__":  # what the first worker would do while the others wait
    django.setup()
    ensure_template(connection.settings_dict["NAME"])
