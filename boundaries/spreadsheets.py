"""Cells of CSV that every program reads the same way, and that no spreadsheet takes for a formula."""

import datetime as dt
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Echo:
    """A file that hands back what is written to it, for `csv.writer` to write lines that are sent one by one."""

    def write(self, line: str) -> bytes:
        """Return the line in UTF-8."""
        return line.encode()


def csv_cell(value: Any) -> str:
    """Return a cell: ISO dates, numbers as they are, and an apostrophe before a text that would be reckoned."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
