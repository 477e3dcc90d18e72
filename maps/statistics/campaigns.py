"""Campaigns: many reports of one place in short time that seem to come from few hands.

A flag and nothing more. The reports may be as true as any, and a village without phones may well send its troubles by
one teacher; so they are counted as ever, and whoever reads the map is told. Reports of which nothing tells whose they
are count as of different people: what is not known accuses nobody.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Indexes = NDArray[np.int64]

FEWEST: Final = 10
"""Fewer reports are no campaign."""
DAYS: Final = 7
"""Short time."""
EACH: Final = 3.0
"""Few hands: on average each has sent so many, or more."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Reports (places in the arrays given) of one place from `first` to `last`, and how many hands they seem to be of.

    `hands` is the effective number (Hill 1973, of order 2): n² / Σ nᵢ². Forty of one hand and five of others are 1.3.
    """

    members: Indexes
    first: np.datetime64
    last: np.datetime64
    hands: float

    @property
    def n(self) -> int:
        """How many reports."""
        return len(self.members)


def hands(marks: Sequence[Iterable[Hashable]]) -> Indexes:
    """Return of each report the number of its hand: two are of one hand that share a mark, or that a third links.

    Parameters
    ----------
    marks
        Of each of n reports what may tell whose it is: digests of an account, an address, a device, a text, a photo.
        A report without any is a hand of its own.

    Returns
    -------
    ndarray
        (n,): numbers from 0.
    """
    known: dict[Hashable, int] = {}
    rows, columns = [], []
    for report, its in enumerate(marks):
        for mark in its:
            rows.append(report)
            columns.append(len(marks) + known.setdefault(mark, len(known)))
    size = len(marks) + len(known)
    links = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    return connected_components(links, directed=False)[1][: len(marks)].astype(np.int64)


def campaigns(
    places: NDArray[Any], days: NDArray[np.datetime64], whose: Indexes, *, fewest: int = FEWEST, each: float = EACH
) -> list[Campaign]:
    """Return what seems to be campaigns, the largest first.

    Parameters
    ----------
    places
        (n,): where each report is: a cell, an area.
    days
        (n,): the day each came in.
    whose
        (n,): the hand each seems to be of (`hands`).
    fewest, each
        How many reports within DAYS days, and how many on average of each hand.
    """
    found = []
    order = np.lexsort((days, places))
    borders = np.flatnonzero(places[order][1:] != places[order][:-1]) + 1
    for here in np.split(order, borders):
        if len(here) >= fewest:
            found += [_told(members, days, whose) for members in _runs(here, days, whose, fewest, each)]
    return sorted(found, key=lambda campaign: (-campaign.n, campaign.first))


def _runs(here: Indexes, days: NDArray[np.datetime64], whose: Indexes, fewest: int, each: float) -> list[Indexes]:
    """Return runs of reports of one place, sorted by day, that windows of DAYS days with few hands cover."""
    counts: dict[int, int] = defaultdict(int)
    flagged = np.zeros(len(here), bool)
    start = squares = 0
    for end, report in enumerate(here):
        hand = int(whose[report])
        squares += 2 * counts[hand] + 1
        counts[hand] += 1
        while (days[report] - days[here[start]]).astype("timedelta64[D]").astype(int) >= DAYS:
            gone = int(whose[here[start]])
            squares -= 2 * counts[gone] - 1
            counts[gone] -= 1
            start += 1
        n = end - start + 1
        # n over the effective number of hands: n / (n² / Σ nᵢ²)
        if n >= fewest and squares >= each * n:
            flagged[start : end + 1] = True
    parts = np.split(np.arange(len(here)), np.flatnonzero(np.diff(flagged.astype(np.int8))) + 1)
    return [here[part] for part in parts if len(part) and flagged[part[0]]]


def _told(members: Indexes, days: NDArray[np.datetime64], whose: Indexes) -> Campaign:
    sizes = np.unique(whose[members], return_counts=True)[1]
    effective = len(members) ** 2 / float((sizes**2).sum())
    return Campaign(np.sort(members), days[members].min(), days[members].max(), effective)
