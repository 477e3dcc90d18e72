"""Settings come from the environment, and a wrong or missing one stops the start with a sentence that says so."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent

env = environ.Env()


def required(name: str) -> str:
    """Return the value of `name`; raise ImproperlyConfigured, naming the remedy, when it is absent or empty."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. script/setup writes it to var/env, and script/manage, script/server and "
            f"script/test read that file; in a deployment of your own, export it (docs/operating.md)."
        )
    return value


def package_folder(name: str) -> Path:
    """Return where an installed Python package lies, without importing it."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ImproperlyConfigured(f"the Python package {name} is not installed; run script/setup")
    return Path(found.origin).parent


def database() -> dict[str, Any]:
    """Return Django's settings for DATABASE_URL, which must name a PostGIS database (postgis://…).

    DATABASE_KEEP_SECONDS is how long a thread keeps its connection for the next request.
    """
    url = required("DATABASE_URL")
    if not url.startswith(("postgis://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgis:// (a PostgreSQL server with PostGIS).")
    config = env.db_url("DATABASE_URL", engine="django.contrib.gis.db.backends.postgis")
    # A socket's folder travels in the query (?host=%2F…); Django's own tools look for it under HOST.
    config["HOST"] = config.get("OPTIONS", {}).pop("host", config["HOST"])
    return {**config, "CONN_MAX_AGE": env.int("DATABASE_KEEP_SECONDS", default=600), "CONN_HEALTH_CHECKS": True}
