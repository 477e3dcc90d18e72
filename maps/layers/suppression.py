"""Small counts that would tell of a report what its own public page does not, and what else must go with them.

The page of a public report tells its category, area, month, state and place: counts by those tell nothing new, and
are never suppressed. It does not tell how urgent the case is. A table of reports by place and urgency, whose totals by
place everyone knows, would: one report of D where three stand in a hexagon says of each that it may be the one, and
D, T, N = 1, 0, 0 says it outright. So the three counts of a place are told all or not at all. They are told where each
of them is none or at least three, and where not all reports are of one urgency.

The complement: whoever knows the total takes what is told from it and is left with the sum of what is not. That sum
is held to the same rule, and places are withheld, the smallest first, until it passes. Then two places at least
are withheld, and at least two urgencies are among them: a report can be of the one here or there, and every total
stays as it is (the property test of tests/maps/test_layers_suppression.py tries all of it).

What it does not do: compare answers to different selections. Two of them that differ by a month leave the month.
"""

from collections.abc import Sequence
from typing import Final

FEWEST: Final = 3
"""A count below this one is small, unless it is none."""

Counts = Sequence[int]


def tellable(counts: Counts) -> bool:
    """Whether counts of the same reports, one by urgency, tell of none of them which is its own."""
    present = [n for n in counts if n]
    return not present or (len(present) > 1 and min(present) >= FEWEST)


def withheld(table: Sequence[Counts]) -> set[int]:
    """Return which rows of a table must not be told where the sum of all of them, and each row's total, is known.

    Parameters
    ----------
    table
        A row a place, in it a count an urgency. The sum of all rows must be tellable: else nothing of it may be told,
        and all rows are returned.
    """
    hidden = {place for place, counts in enumerate(table) if not tellable(counts)}
    left = [sum(table[place][column] for place in hidden) for column in range(len(table[0]))] if table else []
    shown = sorted((place for place in range(len(table)) if place not in hidden), key=lambda place: sum(table[place]))
    for place in shown:
        if tellable(left):
            break
        hidden.add(place)
        left = [before + more for before, more in zip(left, table[place], strict=True)]
    return hidden if tellable(left) else set(range(len(table)))
