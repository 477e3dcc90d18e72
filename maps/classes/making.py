"""Breaks made of what was reported in a year and ever. Imports mapclassify, which takes seconds: for commands alone."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connection, transaction
from mapclassify import FisherJenks
from numpy.typing import NDArray

from boundaries.models import Area, Edition
from boundaries.population import population_on
from maps.classes.breaks import AREA, EVER, HEXAGON, MONTH, PER_KM2, PER_PEOPLE, YEAR, few_in, forget
from maps.models import ClassBreaks, Grain
from maps.models.bins import LEVELS
from maps.selection import first_day

CLASSES: Final = 5
FEWEST_PLACES: Final = 25
"""Five classes of fewer places would describe these places, not what is usual."""

MOST_PLACES: Final = 2_000
"""Fisher and Jenks compare all pairs: of more places evenly spaced order statistics stand for the rest."""

_STEPS: Final = np.array([1, 1.5, 2, 3, 4, 5, 6, 8, 10])


@dataclass(frozen=True, slots=True)
class Reference:
    """The months, both included (counted as bins do), whose public reports the breaks are made of."""

    first: int
    last: int

    @property
    def since(self) -> dt.date:
        """The first day."""
        return first_day(self.first)

    @property
    def until(self) -> dt.date:
        """The last day."""
        return first_day(self.last + 1) - dt.timedelta(days=1)


def make_breaks() -> list[ClassBreaks]:
    """Make the breaks of all measures and windows anew, store and return them.

    Those of a year, and of single months, are made of the newest twelve months with reports; those of all time of all
    months. A measure with too few places to be classed has none stored, and is drawn by its ladder.
    """
    every = every_month()
    if every is None:
        return []
    year = newest_year(every)
    made = [row for window, months in ((MONTH, year), (YEAR, year), (EVER, every)) for row in _made(window, months)]
    with transaction.atomic():
        ClassBreaks.objects.all().delete()
        ClassBreaks.objects.bulk_create(made)
    forget()
    return made


def every_month() -> Reference | None:
    """Return the months from the oldest to the newest one that has public reports; None without any."""
    sql = "SELECT min(month), max(month) FROM maps_bin WHERE grain = %s AND level = 3 AND public"
    [(first, last)] = _rows(sql, [Grain.MONTH])
    return None if last is None else Reference(first, last)


def newest_year(every: Reference) -> Reference:
    """Return the twelve months that end with the newest one."""
    return Reference(every.last - YEAR + 1, every.last)


def _made(window: int, reference: Reference) -> Iterator[ClassBreaks]:
    """Yield the breaks of a window, not yet stored."""
    for (measure, level), values in _values(window, reference).items():
        breaks = five_breaks(values, few_in(measure), rate=measure in {PER_KM2, PER_PEOPLE})
        if breaks is not None:
            row = ClassBreaks(measure=measure, level=level, window=window, breaks=breaks, places=len(values))
            row.since, row.until = reference.since, reference.until
            yield row


def five_breaks(values: NDArray[np.float64], few: int, *, rate: bool = False) -> list[float] | None:
    """Return the lower bounds of five classes: natural breaks of the logarithms, rounded to figures one can read.

    Parameters
    ----------
    values
        Counts of places that have at least `few` reports, or, with `rate`, their rates; one-dimensional.
    few
        The lower bound of the first class of counts; that of rates is 0.

    Returns
    -------
    None where there are too few places, or too few different values, for five classes.

    Notes
    -----
    Fisher (1958), "On grouping for maximum homogeneity"; Jenks (1977). Of logarithms, for complaints are so skewed that
    the natural breaks of plain counts part a handful of towns from each other and leave all the rest in one class.
    """
    values = np.sort(values[values > 0])
    if len(values) < FEWEST_PLACES:
        return None
    if len(values) > MOST_PLACES:
        values = values[np.linspace(0, len(values) - 1, MOST_PLACES).round().astype(int)]
    logs = np.log10(values)
    if len(np.unique(logs)) <= CLASSES:
        return None
    uppers = 10 ** FisherJenks(logs, k=CLASSES).bins[:-1]
    lower = 0.0 if rate else float(few)
    breaks = [lower]
    for upper in uppers:
        breaks.append(_next_readable(upper, breaks[-1], whole=not rate))
    return breaks


def _next_readable(value: float, above: float, *, whole: bool) -> float:
    """Return the readable number nearest to a value that is greater than the break below it."""
    scales = 10.0 ** np.arange(0 if whole else -3, 7)
    readable = np.unique(np.round(np.outer(scales, _STEPS).ravel(), 6))
    if whole:
        readable = readable[readable == np.round(readable)]
    readable = readable[readable > above]
    return float(readable[np.argmin(np.abs(np.log(readable) - np.log(value)))])


def _values(window: int, reference: Reference) -> dict[tuple[str, int], NDArray[np.float64]]:
    """Return what is classed in a window, by measure and level."""
    monthly = window == MONTH
    found = {(HEXAGON, level): _counts(_HEXAGONS, monthly, [Grain.MONTH, level], reference) for level in LEVELS}
    edition = Edition.objects.in_force().first()
    if edition is None:
        return found
    found[AREA, 0] = _counts(_AREAS, monthly, [Grain.MONTH, edition.pk], reference)
    return found if monthly else found | _rates(reference, edition)


_HEXAGONS: Final = (
    "SELECT cell, {month}, sum(n) FROM maps_bin WHERE grain = %s AND level = %s AND public AND cell <> 0 "
    "AND month BETWEEN %s AND %s GROUP BY 1, 2 HAVING sum(n) >= %s"
)
_AREAS: Final = (
    "SELECT area, {month}, sum(n) FROM maps_areabin WHERE grain = %s AND edition_id = %s AND public "
    "AND length(area) = 5 AND month BETWEEN %s AND %s GROUP BY 1, 2 HAVING sum(n) >= %s"
)


def _counts(sql: str, monthly: bool, values: list[int], reference: Reference) -> NDArray[np.float64]:
    few = few_in(HEXAGON if sql is _HEXAGONS else AREA)
    rows = _rows(sql.format(month="month" if monthly else "0"), [*values, reference.first, reference.last, few])
    return np.array([n for _place, _month, n in rows], dtype=float)


def _rates(reference: Reference, edition: Edition) -> dict[tuple[str, int], NDArray[np.float64]]:
    counted = _rows(
        _AREAS.format(month="0"), [Grain.MONTH, edition.pk, reference.first, reference.last, few_in(PER_KM2)]
    )
    counts = {code: int(n) for code, _month, n in counted}
    ground = dict(Area.objects.of(edition).filter(code__in=counts).values_list("code", "area_km2"))
    people = population_on(counts, reference.until)
    living = [(n, head) for code, n in counts.items() if (head := people.get(code)) is not None]
    return {
        (PER_KM2, 0): np.array([1_000 * n / ground[code] for code, n in counts.items()], dtype=float),
        (PER_PEOPLE, 0): np.array([100_000 * n / head.people for n, head in living], dtype=float),
    }


def _rows(sql: str, values: Iterable[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()
