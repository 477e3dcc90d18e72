"""Columns of numbers between PostgreSQL and numpy by binary COPY: fixed widths, so that nothing is parsed."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]

# https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format": signature, flags, length of the extension.
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_WIDTHS = {"int8": ">i8", "int4": ">i4", "float8": ">f8", "bool": "?"}
_NATIVE = {"int8": np.int64, "int4": np.int32, "float8": np.float64, "bool": np.bool_}


def read_columns(cursor: Any, query: str, params: Sequence[Any], types: Mapping[str, str]) -> Columns:
    """Return what a query selects, a numpy array per column.

    Parameters
    ----------
    cursor
        A cursor of Django's or psycopg2's.
    query
        SELECT of exactly the columns of `types`, in their order, cast to their types and never NULL.
    params
        Values of its placeholders.
    types
        Name and PostgreSQL type of each column: int8, int4, float8 or bool.

    Raises
    ------
    ValueError
        A column is NULL or of another width than its type says.
    """
    copy = "COPY (" + cursor.mogrify(query, params).decode() + ") TO STDOUT (FORMAT binary)"
    buffer = io.BytesIO()
    cursor.copy_expert(copy, buffer)
    row = _row_type(types)
    body = memoryview(buffer.getbuffer())[len(_HEADER) : -len(_TRAILER)]
    if len(body) % row.itemsize:
        raise ValueError("a selected column is NULL or has another type than declared")
    rows = np.frombuffer(body, row)
    for name in types:
        if not (rows[f"{name} width"] == row[name].itemsize).all():
            raise ValueError(f"column {name} is NULL or no {types[name]}")
    return {name: rows[name].astype(_NATIVE[kind]) for name, kind in types.items()}


def write_columns(cursor: Any, table: str, columns: Mapping[str, NDArray[Any]], types: Mapping[str, str]) -> None:
    """Append rows to a table, an array per column; `types` as in `read_columns`."""
    row = _row_type(types)
    rows = np.empty(len(next(iter(columns.values()))), row)
    rows["fields"] = len(types)
    for name in types:
        rows[f"{name} width"] = row[name].itemsize
        rows[name] = columns[name]
    names = ", ".join(types)
    cursor.copy_expert(
        f"COPY {table} ({names}) FROM STDIN (FORMAT binary)", io.BytesIO(_HEADER + rows.tobytes() + _TRAILER)
    )


def _row_type(types: Mapping[str, str]) -> np.dtype[Any]:
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in types.items():
        fields += [(f"{name} width", ">i4"), (name, _WIDTHS[kind])]
    return np.dtype(fields)
