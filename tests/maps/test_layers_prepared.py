"""Queries of tiles that the database plans once for a connection."""

import random
from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from maps.bins.rebuilding import rebuild
from maps.layers import prepared
from maps.layers.limits import TooHeavyError, statement_limit
from maps.layers.prepared import value_of
from tests.maps.counting import make

SUM = "SELECT %s::int + %s::int"


def _known() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _new_connection(transactional_db: None) -> None:
    connection.close()


def test_a_query_is_planned_once_and_answers_with_the_values_of_each_time() -> None:
    assert [value_of(SUM, [1, number]) for number in range(5)] == [1, 2, 3, 4, 5]
    assert _known() == 1


def test_values_of_every_kind_arrive_as_they_are() -> None:
    assert value_of("SELECT array_length(%s::text[], 1)", [["W1", "A'1"]]) == 2
    assert value_of("SELECT 'A''1' = ANY(%s)", [["W1", "A'1"]]) is True
    assert value_of("SELECT coalesce(%s::text, 'none')", [None]) == "none"
    # A text stands for the tolerance of ST_Simplify as well, unless it is said that this is a number
    simplified = (
        "SELECT ST_NPoints(ST_Simplify(ST_MakeLine(ARRAY[ST_Point(0, 0), ST_Point(1, 0.1), ST_Point(2, 0)]), %s))"
    )
    assert [value_of(simplified, [tolerance]) for tolerance in (0.01, 0.5)] == [3, 2]
    assert value_of("SELECT 7", []) == 7


def test_the_oldest_of_too_many_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_MOST", 3)
    for number in range(5):
        assert value_of(f"SELECT %s::int + {number}", [10]) == 10 + number
        assert value_of(SUM, [1, 1]) == 2  # never the oldest
    assert _known() == 3


def test_what_was_planned_in_a_transaction_that_failed_is_still_known() -> None:
    with transaction.atomic():
        value_of(SUM, [1, 2])
        transaction.set_rollback(True)
    assert value_of(SUM, [2, 2]) == 4
    assert _known() == 1


def test_a_query_that_makes_no_sense_is_told_and_not_kept() -> None:
    for _ in range(2):
        with pytest.raises(Exception, match="does not exist"):
            value_of("SELECT nothing FROM nowhere WHERE %s", [1])
    assert value_of(SUM, [1, 1]) == 2


def test_plans_follow_when_counts_are_made_anew() -> None:
    chance = random.Random(6408)
    for _ in range(3):
        make({}, chance).save()
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname IN ('maps_bin', 'maps_areabin', 'maps_hexagon')")
        assert all(rows > 0 for (rows,) in cursor.fetchall())


def test_another_connection_begins_anew() -> None:
    value_of(SUM, [1, 1])
    connection.close()
    assert value_of(SUM, [1, 1]) == 2
    assert _known() == 1


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def test_a_limit_goes_with_its_statement_and_no_further() -> None:
    before = _setting("statement_timeout")
    with statement_limit(2):
        assert (_setting("statement_timeout"), _setting("jit")) == ("2s", "off")
        assert value_of(SUM, [1, 1]) == 2
    assert _setting("statement_timeout") == before != "2s"
    assert value_of(SUM, [2, 1]) == 3, "what was prepared stays prepared"
    assert _known() == 1


@pytest.mark.parametrize("within", [False, True])
def test_what_takes_longer_than_the_limit_is_given_up(within: bool) -> None:
    block = transaction.atomic() if within else nullcontext()
    with block, pytest.raises(TooHeavyError), statement_limit(0.05):
        value_of("SELECT pg_sleep(%s)::text", [30.0])
    assert value_of(SUM, [1, 1]) == 2


def test_within_a_transaction_the_limit_ends_with_the_block() -> None:
    before = _setting("statement_timeout")
    with transaction.atomic():
        with statement_limit(2):
            assert _setting("statement_timeout") == "2s"
        assert _setting("statement_timeout") == before
