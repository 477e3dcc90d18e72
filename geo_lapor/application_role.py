"""The database role as which the platform serves: it may add to what happened, and neither change nor delete it.

Triggers keep everybody from rewriting history, also the owner of the tables; but an owner can drop a trigger. Web,
worker and scheduler therefore act as a role that owns nothing (script/server), while migrations run as the owner.
"""

from typing import Any, Final

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - the name of Django's class
from django.db import ProgrammingError, connection, transaction
from psycopg2 import sql

ROLE: Final = "geo_lapor_app"

_ADDED_TO: Final = frozenset({"only_ever_added", "append_only"})
"""Names of the triggers that guard a table whose rows are only ever added (accounts.integrity, pghistory)."""

_NO_TRIGGER: Final = ("reports_placerecord", "reports_responsibilityrecord")
"""Decisions as they were made: only ever added too, by the code alone."""

_TO_COME = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"
_OWNED = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = ANY(%s)
    AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY relname
"""
# No while there is no table yet: then there is nothing to guard.
_MAY_REWRITE = """
    SELECT CASE WHEN to_regclass('reports_historyentry') IS NULL THEN false ELSE (
        SELECT has_table_privilege(oid, 'reports_historyentry', 'UPDATE')
            OR NOT has_table_privilege(oid, 'reports_historyentry', 'INSERT')
        FROM pg_roles WHERE rolname = %s) END
"""


def history_tables() -> list[str]:
    """Return the tables that are only ever added to."""
    guarded = {
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name in _ADDED_TO for trigger in getattr(model._meta, "triggers", ()))
    }
    return sorted(guarded | set(_NO_TRIGGER))


def role_exists() -> bool:
    """Whether the role is there and the present user may act as it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [ROLE])
        found = cursor.fetchone()
    return bool(found and found[0])


def how_to_make_role() -> str:
    """Return what an administrator of the database must run, for the present user."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user)")
        return f"CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO {cursor.fetchone()[0]};"


def make_role() -> bool:
    """Make the role where the present user may; return whether it is there now."""
    if role_exists():
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(how_to_make_role())
    except ProgrammingError:
        return False
    return True


def grant() -> list[str]:
    """Let the role read and write all tables of the present user, and those still to come, but history only added to.

    Returns the tables that it may only add to. Safe to repeat; to be repeated after migrations, for a new table of
    history is like any other until then.
    """
    history = history_tables()
    role, public = sql.Identifier(ROLE), sql.Identifier("public")
    with transaction.atomic(), connection.cursor() as cursor:
        tables, sequences = _owned(cursor, ["r", "p", "v", "m"]), _owned(cursor, ["S"])
        statements = [
            ("GRANT USAGE ON SCHEMA {schema} TO {role}", ()),
            ("GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO {role}", tables),
            ("GRANT SELECT, USAGE, UPDATE ON {names} TO {role}", [f"sequence:{name}" for name in sequences]),
            ("REVOKE UPDATE, DELETE, TRUNCATE ON {names} FROM {role}", [name for name in history if name in tables]),
            (f"{_TO_COME} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{role}}", ()),
            (f"{_TO_COME} GRANT SELECT, USAGE, UPDATE ON SEQUENCES TO {{role}}", ()),
        ]
        for statement, names in statements:
            if "{names}" in statement and not names:
                continue
            cursor.execute(sql.SQL(statement).format(role=role, schema=public, names=_listed(names)))
    return history


def _owned(cursor: Any, kinds: list[str]) -> list[str]:
    cursor.execute(_OWNED, [kinds])
    return [name for (name,) in cursor.fetchall()]


def _listed(names: Any) -> sql.Composable:
    """Join names of tables; those of sequences must say that they are."""
    plain = [name.removeprefix("sequence:") for name in names]
    word = sql.SQL("SEQUENCE ") if plain and plain[0] != names[0] else sql.SQL("")
    return word + sql.SQL(", ").join(sql.Identifier("public", name) for name in plain)


@register(Tags.database)
def check_role(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn where the platform would serve as a role that could rewrite history."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_MAY_REWRITE, [ROLE])
        (may_rewrite,) = cursor.fetchone()
    if may_rewrite is False:
        return []
    return [
        Warning(
            "The platform serves as the owner of its tables, who could drop the triggers that guard history.",
            hint=f"An administrator of the database runs: {how_to_make_role()} Then: script/manage secure_history",
            id="geo_lapor.W001",
        )
    ]
