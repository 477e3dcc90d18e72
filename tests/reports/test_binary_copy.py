"""Columns between the database and numpy arrive as they were sent, or not at all."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import connection

from reports.reassignment.binary import read_columns, write_columns

TYPES = {"a": "int8", "b": "float8", "c": "bool", "d": "int4"}


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    """A cursor on a table with a column of each type."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE pairs (a int8, b float8, c bool, d int4) ON COMMIT DROP")
        yield cursor


def test_what_is_written_is_read(cursor: Any) -> None:
    columns = {
        "a": np.array([-(2**62), 0, 7]),
        "b": np.array([np.nan, -0.5, 1e300]),
        "c": np.array([True, False, True]),
        "d": np.array([-(2**31), 5, 2**31 - 1]),
    }
    write_columns(cursor, "pairs", columns, TYPES)
    found = read_columns(cursor, "SELECT a, b, c, d FROM pairs WHERE a < %s ORDER BY a", [100], TYPES)
    for name, values in columns.items():
        assert np.array_equal(found[name], values, equal_nan=name == "b"), name
    assert {name: str(values.dtype) for name, values in found.items()} == {
        "a": "int64", "b": "float64", "c": "bool", "d": "int32",
    }  # fmt: skip


def test_no_rows_are_columns_without_length(cursor: Any) -> None:
    found = read_columns(cursor, "SELECT a, b, c, d FROM pairs", [], TYPES)
    assert [len(values) for values in found.values()] == [0, 0, 0, 0]


@pytest.mark.parametrize("query", ["SELECT NULL::int8", "SELECT 1::int4", "SELECT 1.5::float4"])
def test_a_null_or_another_type_is_refused(cursor: Any, query: str) -> None:
    with pytest.raises(ValueError, match="NULL"):
        read_columns(cursor, query, [], {"a": "int8"})
