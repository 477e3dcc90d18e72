"""Small counts that the public is not told, and as many others as it takes that nobody works them out from a total."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def told_counts(counts: Mapping[Key, int], least: int) -> tuple[dict[Key, int], int]:
    """Return the counts that may be told, and the sum of those that may not, which then hides at least two of them.

    Parameters
    ----------
    counts
        What adds up to a total that is told.
    least
        Cases from which a count is told. Nothing is neither told nor hidden.

    Notes
    -----
    Where the hidden ones come to fewer than `least`, the smallest of the others is hidden too (secondary suppression:
    Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
    """
    rising = sorted((n, str(key), key) for key, n in counts.items() if n)
    hidden = sum(n for n, _name, _key in rising if n < least)
    shown = [(n, key) for n, _name, key in rising if n >= least]
    while 0 < hidden < least and shown:
        hidden += shown.pop(0)[0]
    return {key: n for n, key in shown}, hidden
