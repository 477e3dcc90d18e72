"""The house itself: nothing missing between models and migrations, no reference data lost between tests."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_postgis_and_the_extensions_that_searches_need_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        names = {row[0] for row in cursor.fetchall()}
    assert {"postgis", "pg_trgm", "unaccent", "btree_gist"} <= names


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
