"""Which reports seem to come from few hands: what tells so, read as digests alone, and where it was found.

Nothing here says who somebody is, and nothing of it is stored: browser and contact (reports.moderation.tracing), the
account and the address by which a reporter follows, the text without signs and figures, and the photos are compared as
digests, and what remains is a number of hands.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from maps.bins.cells import cells_of, parents
from maps.models.runs import LEVEL
from maps.runs.scopes import Scope
from maps.statistics.campaigns import FEWEST, campaigns, hands
from reports.querysets import ReportQuerySet

_MARKS: Final = """
    SELECT report_id, 'trace', unnest(marks) FROM reports_filingtrace WHERE report_id = ANY(%(reports)s)
    UNION ALL
    SELECT report_id, 'account', user_id::text FROM reports_claim WHERE report_id = ANY(%(reports)s)
    UNION ALL
    SELECT report_id, 'address', email_digest FROM reports_follower
    WHERE report_id = ANY(%(reports)s) AND reporter AND email_digest <> ''
    UNION ALL
    SELECT report_id, 'photo', sha256 FROM reports_photo WHERE report_id = ANY(%(reports)s) AND source = 'filed'
    UNION ALL
    SELECT id, 'text', md5(regexp_replace(lower(description), '[^[:alpha:]]+', '', 'g')) FROM reports_report
    WHERE id = ANY(%(reports)s)
      AND length(regexp_replace(description, '[^[:alpha:]]+', '', 'g')) >= %(letters)s
"""
LETTERS: Final = 40
"""Shorter texts, such as "banyak sampah di sungai", are alike without anybody having copied."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A campaign that is suspected: the cell, its reports and their categories, from when to when, how many hands."""

    cell: int
    reports: frozenset[int]
    categories: tuple[str, ...]
    first: dt.date
    last: dt.date
    hands: float

    def concerns(self, scope: Scope) -> bool:
        """Whether enough of its reports are of a scope."""
        return scope.codes is None or sum(code in scope.codes for code in self.categories) >= FEWEST

    def taints(self, reports: Iterable[int]) -> bool:
        """Whether a third or more of some reports are of it."""
        some = set(reports)
        return 3 * len(self.reports & some) >= len(some) > 0


def suspicions(reports: ReportQuerySet) -> list[Suspicion]:
    """Return the campaigns that are suspected among reports, by the hexagon of their public place."""
    placed = reports.filter(public_point__isnull=False).order_by("pk")
    rows: list[Any] = list(placed.values_list("pk", "public_point", "received_at__date", "category"))
    if len(rows) < FEWEST:
        return []
    pks = np.array([row[0] for row in rows], np.int64)
    lons, lats = np.array([row[1].coords for row in rows]).T
    # As bins do: near its edge the cell that holds a point is not the parent of the small one that does
    cells = parents(cells_of(lons, lats, np.zeros(len(rows), bool)), LEVEL)
    days = np.array([row[2] for row in rows], "M8[D]")
    # All of one hand: what is no campaign even so needs no marks
    bursts = campaigns(cells, days, np.zeros(len(rows), np.int64))
    if not bursts:
        return []
    some = np.sort(np.concatenate([burst.members for burst in bursts]))
    found = campaigns(cells[some], days[some], hands(marks(pks[some])))
    return [
        Suspicion(
            cell=int(cells[some[campaign.members[0]]]),
            reports=frozenset(pks[some[campaign.members]].tolist()),
            categories=tuple(rows[k][3] for k in some[campaign.members]),
            first=campaign.first.astype(object),
            last=campaign.last.astype(object),
            hands=campaign.hands,
        )
        for campaign in found
    ]


def marks(reports: NDArray[np.int64]) -> list[list[tuple[str, str]]]:
    """Return of each report (primary keys, sorted) what may tell whose it is: kind and digest."""
    found: dict[int, list[tuple[str, str]]] = {int(pk): [] for pk in reports}
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, {"reports": list(found), "letters": LETTERS})
        for pk, kind, digest in cursor.fetchall():
            found[pk].append((kind, digest))
    return [found[int(pk)] for pk in reports]
