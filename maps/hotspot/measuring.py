"""How many incidents a hotspot had when: by month, and before and after an agency took it up, as a viewer sees it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.gis.geos import Polygon
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from boundaries.models import Area
from maps.hotspot.comparing import FEWEST_DAYS, Comparison, Rate, compare
from maps.hotspot.seeing import SeenHotspot
from maps.hotspot.writing import day_of
from maps.models import HotspotMember
from maps.models.hotspots import incidents_seen_by
from maps.selection import first_day, month_of
from reports.querysets import ReportQuerySet

MONTHS: Final = 24
LONGEST_DAYS: Final = 365
"""Days on each side at most: what was longer ago is another time."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day, and its incidents."""

    first: dt.date
    n: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first up to, and not including, the last."""

    first: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.first).days

    @property
    def last(self) -> dt.date:
        """The last day in it."""
        return self.end - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison of the page: what with what, here and, for comparison, in the rest of the regency."""

    kind: str
    before: Span
    after: Span
    here: Comparison
    around: Comparison | None


def incidents_in(seen: SeenHotspot, user: Any) -> ReportQuerySet:
    """Return the incidents inside a hotspot's outline at any time, and its members, as a viewer may see them."""
    members = HotspotMember.objects.current().filter(hotspot=seen.hotspot).values("report")
    inside = Q(pk__in=members)
    if isinstance(seen.hull, Polygon):
        inside |= Q(point__coveredby=seen.hull)  # incidents_seen_by leaves those whose exact place they may know
    return _of_theme(incidents_seen_by(user), seen).filter(inside)


def by_month(reports: ReportQuerySet, today: dt.date) -> list[Month]:
    """Return the counts of the last MONTHS months, this one included."""
    zone = timezone.get_default_timezone()
    now = month_of(today)
    begin = timezone.make_aware(dt.datetime.combine(first_day(now - MONTHS + 1), dt.time.min), zone)
    rows = reports.filter(received_at__gte=begin).order_by().values_list(TruncMonth("received_at", tzinfo=zone))
    counted = {month_of(at): n for at, n in rows.annotate(n=Count("pk"))}
    return [Month(first_day(month), counted.get(month, 0)) for month in range(now - MONTHS + 1, now + 1)]


def comparisons(seen: SeenHotspot, user: Any, today: dt.date) -> list[Compared]:
    """Return before and after for a hotspot that was taken up; none where it was not, or too short a time ago.

    The days since are compared with as many right before it was taken up, with the same days a year earlier, for
    complaints have seasons, and, once the target date has passed, those after it with as many before the work began.
    """
    if seen.hotspot.taken_up_at is None:
        return []
    begun = day_of(seen.hotspot.taken_up_at)
    reports = incidents_in(seen, user)
    around = _around(seen, user, reports)
    found = [_since("taken_up", begun, begun, today), _year_before(begun, today)]
    if seen.target_on:
        found.append(_since("target", begun, seen.target_on, today))
    return [
        _compared(kind, before, after, reports, around)
        for kind, before, after in filter(None, found)
        if after.days >= FEWEST_DAYS
    ]


_Spans = tuple[str, Span, Span]


def _since(kind: str, begun: dt.date, day: dt.date, today: dt.date) -> _Spans | None:
    """The days from one on, and as many before the work began."""
    days = min((today - day).days, LONGEST_DAYS)
    if days <= 0:
        return None
    length = dt.timedelta(days=days)
    return kind, Span(begun - length, begun), Span(day, day + length)


def _year_before(begun: dt.date, today: dt.date) -> _Spans | None:
    """The days since, and the same ones of the year before the work began, where those are all before it."""
    days = (today - begun).days
    if not 0 < days <= LONGEST_DAYS:
        return None
    year = dt.timedelta(days=365)
    return "year", Span(begun - year, today - year), Span(begun, today)


def _compared(kind: str, before: Span, after: Span, reports: ReportQuerySet, around: ReportQuerySet | None) -> Compared:
    here = compare(_rate(reports, before), _rate(reports, after))
    elsewhere = compare(_rate(around, before), _rate(around, after)) if around is not None else None
    return Compared(kind, before, after, here, elsewhere)


def _rate(reports: ReportQuerySet, span: Span) -> Rate:
    zone = timezone.get_default_timezone()
    first, end = (timezone.make_aware(dt.datetime.combine(day, dt.time.min), zone) for day in (span.first, span.end))
    return Rate(reports.filter(received_at__gte=first, received_at__lt=end).count(), span.days)


def _around(seen: SeenHotspot, user: Any, reports: ReportQuerySet) -> ReportQuerySet | None:
    """Return the incidents of the theme in the rest of the regency."""
    code = seen.hotspot.regency_code
    if not code:
        return None
    areas = Area.objects.regencies().filter(code=code).values("pk")
    return _of_theme(incidents_seen_by(user), seen).filter(regency__in=areas).exclude(pk__in=reports.values("pk"))


def _of_theme(reports: ReportQuerySet, seen: SeenHotspot) -> ReportQuerySet:
    return reports.filter(category__theme=seen.hotspot.theme) if seen.hotspot.theme else reports
