"""What is over does not stay in the database's cache until that is full."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection

from jobs.scheduling import declared
from maps.layers.forgetting import forget_answers


@pytest.mark.django_db
def test_what_is_over_is_deleted_and_nothing_else() -> None:
    cache.set("over", "x" * 1_000, timeout=3_600)
    cache.set("fresh", "y", timeout=3_600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_cache SET expires = now() - interval '1 minute' WHERE cache_key LIKE %s", ["%:over"]
        )
    assert forget_answers.call() >= 1
    assert cache.get("fresh") == "y"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE %s", ["%:over"])
        assert cursor.fetchone() == (0,)


def test_it_is_done_every_few_minutes() -> None:
    assert declared()[forget_answers.module_path].every == dt.timedelta(minutes=10)
