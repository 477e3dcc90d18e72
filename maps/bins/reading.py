"""Counts of a selection by hexagon, from the bins alone."""

from typing import Any

from maps.models import Grain
from maps.selection import Selection


def stored_level(selection: Selection, level: int) -> int:
    """Return the level at which the counts for a level are kept: fine grains are kept at some of them only."""
    grain = selection.grain
    if grain == Grain.FULL:
        return 4 if level <= 4 else 7
    return level


def stored_grain(selection: Selection, level: int) -> Grain:
    """Return the grain that answers at a stored level; level 7 has no CATEGORY, FULL says the same."""
    return Grain.FULL if selection.grain == Grain.CATEGORY and level == 7 else selection.grain


def cells(selection: Selection, level: int, *, everything: bool, within: str = "") -> tuple[str, list[Any]]:
    """Return SQL that yields `cell, n, incidents` of a selection, one row a cell, and its values.

    Parameters
    ----------
    level
        One of maps.models.bins.LEVELS: no cell is finer, coarse places are at 5 at most.
    everything
        Also reports that the public may not know; else public ones alone.
    within
        A condition on `cell` in SQL, such as "cell = ANY(%s)"; its values are to follow those returned. It is met by
        stored cells, which lie within the cells of `level`.
    """
    stored = stored_level(selection, level)
    where, values = selection.where()
    values[0] = stored_grain(selection, stored)
    terms = [where, "level = %s", "cell <> 0"] + ([] if everything else ["public"]) + ([within] if within else [])
    cell = "cell" if stored == level else f"maps_cell_parent(cell, {int(level)})"
    # Every value is a parameter; what is put together here are names of our own
    sql = (
        f"SELECT {cell} AS cell, sum(n)::int AS n, sum(incidents)::int AS incidents "  # noqa: S608
        f"FROM maps_bin WHERE {' AND '.join(terms)} GROUP BY 1 HAVING sum(n) > 0"
    )
    return sql, [*values, stored]
