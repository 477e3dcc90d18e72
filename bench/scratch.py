"""A database and an index folder that exist only while measuring: the installation is not touched."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql


class ScratchError(RuntimeError):
    """The scratch database cannot be made."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a database beside that of DATABASE_URL and a folder, point the environment at them; drop both after.

    To be entered before Django reads its settings. Raises ScratchError where DATABASE_URL does not serve.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise ScratchError("DATABASE_URL is not set; script/bench sets it")
    name = f"geo_lapor_bench_{os.getpid()}"
    _administer(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        with tempfile.TemporaryDirectory(prefix="geo_lapor-bench-") as folder:
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            os.environ["BENCH_DIR"] = folder
            os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
            yield Path(folder)
    finally:
        os.environ["DATABASE_URL"] = url
        # Not WITH (FORCE), which gives up where the server vacuums at that moment
        _administer(url, sql.SQL(_PART).format(sql.Literal(name)))
        _administer(url, sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


_PART = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {} AND usename = current_user"


def _administer(url: str, statement: sql.Composed) -> None:
    try:
        connection = psycopg2.connect(urlunsplit(urlsplit(url)._replace(scheme="postgresql")))
    except psycopg2.OperationalError as error:
        raise ScratchError(f"no connection to DATABASE_URL: {error}") from error
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege as error:
        raise ScratchError("the user of DATABASE_URL may not create databases; the measuring needs one") from error
    finally:
        connection.close()
