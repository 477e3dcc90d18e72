"""How figures went: those that were kept as of ends of months, each of the twelve months before."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from monitoring.models import SubjectKind, Window
from monitoring.pages.asked import Asked
from monitoring.pages.months import later_by
from monitoring.pages.remarks import Remark, remarks
from monitoring.pages.subjects import Subject
from monitoring.pages.words import value_of
from monitoring.scopes import Basis
from monitoring.snapshots.trends import Point, trend

MONTHS: Final = 24
WIDTH, HEIGHT, EDGE = 120, 32, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of a few points for a card: `points` of an SVG polyline, the place of the last, and what it says.

    `marks` are where boundaries, rules or working days changed, from the left.
    """

    points: str
    x: float
    y: float
    words: str
    marks: tuple[float, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


def series(asked: Asked, subject: Subject, measures: Iterable[str]) -> Mapping[str, list[Point]]:
    """Return the kept figures of a subject by measure, the oldest first; none of what is not kept.

    Kept are figures of areas of the day under the boundaries of the day: not those of another edition, nor as filed;
    by category of areas alone.
    """
    scope = asked.scope
    of_agency = subject.kind == SubjectKind.AGENCY
    if scope.edition or scope.basis != Basis.CURRENT or (scope.category and of_agency) or not subject.is_stored:
        return {}
    since = later_by(asked.on, -MONTHS)
    return trend(
        subject.kind, subject.code, measures, Window.YEAR, scope.category, since, asked.on, public=scope.public
    )


def happened(trends: Mapping[str, list[Point]], ground: str) -> list[Remark]:
    """Return what happened while some series ran. `ground`: code of the area whose holidays count."""
    days = [point.on for points in trends.values() for point in points]
    return remarks(min(days), max(days), ground) if days else []


def spark(points: list[Point], meanwhile: Iterable[Remark] = ()) -> Spark | None:
    """Return the line of a series, with marks at what happened meanwhile; None of fewer than three points."""
    told = [(point.on, point.figure.value) for point in points if point.figure.value is not None]
    if len(told) < 3:
        return None
    first, last = told[0][0], told[-1][0]
    values = [value for _on, value in told]
    low, spread = min(values), (max(values) - min(values)) or 1.0
    days = (last - first).days

    def across(on: dt.date) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (on - first).days / days, 1)

    places = [
        (
            across(on),
            round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / spread, 1),
        )
        for on, value in told
    ]
    known = [point for point in points if point.figure.value is not None]
    words = _("trend of twelve months each: %(first)s as of %(begin)s, %(last)s as of %(end)s") % {
        "first": value_of(known[0].figure),
        "begin": month(first),
        "last": value_of(known[-1].figure),
        "end": month(last),
    }
    marks = tuple(across(one.on) for one in meanwhile if first <= one.on <= last)
    if marks:
        words += _("; broken lines where boundaries, rules or working days changed")
    return Spark(" ".join(f"{x:g},{y:g}" for x, y in places), *places[-1], words, marks)


def month(day: dt.date) -> str:
    """Return the name of a day's month."""
    return formats.date_format(day, "F Y")


def redrawn(points: list[Point]) -> list[dt.date]:
    """Return the days from which on a series is of other boundaries than before."""
    return [after.on for before, after in pairwise(points) if before.edition != after.edition]
