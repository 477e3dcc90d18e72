"""Changes of reports that are not counted yet (maps.models.BinChange)."""

from typing import Any, Final

from maps.bins.tally import Words, selected

LOCK: Final = 6408_2036
"""Advisory lock of whoever changes counts."""


def waiting(words: Words, sign: str = "change.sign") -> tuple[str, list[Any]]:
    """Return SQL that yields tally.ROWS for all changes, and its values; `sign` is SQL too."""
    return f"SELECT {_row(sign)} FROM maps_binchange change", words.values  # noqa: S608 — names of our own


def taken(words: Words, limit: int) -> tuple[str, list[Any]]:
    """Return SQL that deletes the oldest changes, yielding tally.ROWS for them, and its values."""
    return (
        "DELETE FROM maps_binchange change WHERE id IN (SELECT id FROM maps_binchange ORDER BY id LIMIT %s) "  # noqa: S608
        f"RETURNING {_row('change.sign')}"
    ), [limit, *words.values]


def _row(sign: str) -> str:
    return selected(
        "change",
        sign=sign,
        category="category",
        coarse="change.coarse",
        public="change.public",
        incident="change.incident",
    )
