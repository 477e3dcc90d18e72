"""Small counts of what the public does not know otherwise, and what else must go with them.

A count of one or two in a place may be one that somebody nearby can put a name to: counts below three are not told,
none among them. The complement: whoever knows the sum takes what is told from it and is left with the sum of what is
not. Where that would still give a count away, for it is one or two, or all that are withheld must be two, the smallest
of the others is withheld along; which of several that are alike is left to chance, so that nobody can follow the rule
backwards. tests/maps/test_beyond_suppression.py tries every small table against who knows the rule and the sum.

Chance makes each telling another one: a table is told once and kept (maps.beyond.telling).
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Final

FEWEST: Final = 3
"""Counts below this one are not told."""

Choose = Callable[[Sequence[str]], str]


def withheld(counts: Mapping[str, int], choose: Choose = secrets.choice) -> set[str] | None:
    """Return the places whose counts must not be told where the sum of all of them is.

    Parameters
    ----------
    counts
        How many there are, by place; also of places with none.
    choose
        Which of several places with the same count goes first.

    Returns
    -------
    set of str or None
        None where nothing may be told, nor the sum.
    """
    hidden = {place for place, n in counts.items() if n < FEWEST}
    rest = {place: n for place, n in counts.items() if place not in hidden}
    while _gives_away([counts[place] for place in hidden]):
        if not rest:
            return None
        least = min(rest.values())
        place = choose(sorted(place for place, n in rest.items() if n == least))
        hidden.add(place)
        del rest[place]
    return hidden


def _gives_away(left: Sequence[int]) -> bool:
    """Whether the sum of what is withheld tells a count of it that is small and not none."""
    total = sum(left)
    if total == 0:
        return False
    return total < FEWEST or len(left) < 2 or all(n == FEWEST - 1 for n in left)
