"""Reports that may be about the same thing: near, of the same theme, and of about the same time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Polygon
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.distances import LonLat, box_around, lonlat_of, metres_between
from reports.evidence.likeness import ALIKE, bits_apart
from reports.models import Category, Photo, Report, State
from reports.places import public_place
from reports.querysets import ReportQuerySet

MOST = 5
"""Candidates that are shown: nobody reads more."""
_LOOKED_AT = 200
# Texts of two people about one thing share about a fifth of their trigrams; of one text sent twice nearly all.
_SAME_TEXT = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that may be about the same thing, and why.

    `distance_m` is None where only a wide area is public, or known; `text_similarity` from 0 to 1 and
    `photo_distance`, in bits of 64, are for staff and None where there is nothing to compare. `likelihood` orders
    them, from 0 to 1.
    """

    report: Report
    distance_m: float | None
    text_similarity: float | None
    photo_distance: int | None
    likelihood: float
    why: str


def similar_nearby(
    category: Category,
    lonlat: LonLat | None,
    on: dt.date | None = None,
    public_only: bool = True,
    *,
    user: Any = None,
    text: str = "",
    photos: Sequence[int] = (),
    leave_out: Iterable[int] = (),
) -> list[Candidate]:
    """Return reports that may be about the same thing as one at a place, the likeliest first, at most MOST.

    Parameters
    ----------
    category
        Its distance (`duplicate_m`) and days (`duplicate_days`) say how near is near; its whole theme is looked at.
    lonlat
        Degrees, EPSG:4326; None finds nothing.
    on
        When it was reported; today when None.
    public_only
        Only what everyone may know, for who is about to report: neither confidential nor held-back reports, and by the
        public place. A report whose place is shown as a wide area is found from within that area, nowhere nearer.
    user
        An officer, who finds the cases in their hands (with `public_only=False`).
    text, photos
        What is said, and perceptual hashes of the photos, to compare with; for staff.
    leave_out
        Reports that do not count, as primary keys.
    """
    if lonlat is None:
        return []
    on = on or timezone.localdate()
    reports = Report.objects.public() if public_only else Report.objects.in_the_hands_of(user)
    near = _in_time(reports, category, on).exclude(pk__in=list(leave_out))
    near = near.filter(_at_public_place(category, lonlat)) if public_only else near.filter(_at(category, lonlat))
    if not public_only:
        near = _with_likeness(near, text)
    found = list(near.select_related("category__theme")[:_LOOKED_AT])
    hashes = _hashes(found) if photos and not public_only else {}
    made = (_candidate(report, category, lonlat, on, public_only, photos, hashes) for report in found)
    fitting = [candidate for candidate in made if candidate is not None]
    return sorted(fitting, key=lambda candidate: (-candidate.likelihood, -candidate.report.pk))[:MOST]


def duplicates_of(report: Report, user: Any) -> list[Candidate]:
    """Return cases in an officer's hands that may be about the same thing as a report; joined ones are left out."""
    return similar_nearby(
        report.category,
        lonlat_of(report.point) if report.point else None,
        timezone.localdate(report.received_at),
        public_only=False,
        user=user,
        text=report.description,
        photos=[photo.phash for photo in report.photos.all() if photo.phash is not None],
        leave_out=[report.pk],
    )


def _in_time(reports: ReportQuerySet, category: Category, on: dt.date) -> ReportQuerySet:
    days = dt.timedelta(days=category.duplicate_days)
    first = timezone.make_aware(dt.datetime.combine(on - days, dt.time.min))
    last = timezone.make_aware(dt.datetime.combine(on + days, dt.time.max))
    return (
        reports.filter(category__theme=category.theme_id, received_at__range=(first, last), merged_into=None)
        .exclude(state=State.ARCHIVED)
        .order_by("-received_at", "-pk")
    )


def _at(category: Category, lonlat: LonLat) -> Q:
    return Q(point__bboverlaps=_box(lonlat, category.duplicate_m))


def _at_public_place(category: Category, lonlat: LonLat) -> Q:
    """Exact public places in reach, and the wide area in which the place lies: that is all anybody may know."""
    cell, _width = public_place(lonlat, coarse=True)
    exact = Q(public_cell_m=None, public_point__bboverlaps=_box(lonlat, category.duplicate_m))
    return exact | Q(public_cell_m__isnull=False, public_point__bboverlaps=cell.buffer(1e-9) if cell else None)


def _box(lonlat: LonLat, metres: float) -> Polygon:
    box = Polygon.from_bbox(box_around(lonlat, metres))
    box.srid = 4326
    return box


def _with_likeness(reports: ReportQuerySet, text: str) -> ReportQuerySet:
    if not text:
        return reports
    return reports.annotate(text_similarity=TrigramSimilarity("description", text))


def _hashes(reports: Sequence[Report]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for photo in Photo.objects.filter(report__in=reports).only("report_id", "phash"):
        if photo.phash is not None:
            found.setdefault(photo.report_id, []).append(photo.phash)
    return found


def _candidate(
    report: Report,
    category: Category,
    lonlat: LonLat,
    on: dt.date,
    public_only: bool,
    photos: Sequence[int],
    hashes: dict[int, list[int]],
) -> Candidate | None:
    point = report.public_point if public_only else report.point
    wide = public_only and report.public_cell_m is not None
    distance = None if wide or point is None else metres_between(lonlat, lonlat_of(point))
    if distance is not None and distance > category.duplicate_m:
        return None
    days = abs((timezone.localdate(report.received_at) - on).days)
    text = getattr(report, "text_similarity", None)
    apart = min((bits_apart(a, b) for a in photos for b in hashes.get(report.pk, ())), default=None)
    same = report.category_id == category.pk
    likelihood = _likelihood(category, distance, days, text, apart, same=same)
    return Candidate(report, distance, text, apart, likelihood, _why(distance, days, text, apart, same=same))


def _likelihood(
    category: Category, distance: float | None, days: int, text: float | None, apart: int | None, *, same: bool
) -> float:
    """Weigh what speaks for one and the same thing: a photo that looks the same nearly settles it."""
    near = 0.3 if distance is None else 1 - distance / (category.duplicate_m or 1)
    fresh = 1 - days / (category.duplicate_days + 1)
    score = 0.4 * near + 0.2 * fresh + 0.2 * same + 0.2 * (text or 0)
    if apart is not None and apart <= ALIKE:
        score = max(score, 0.9 + 0.1 * (1 - apart / ALIKE))
    return round(score, 3)


def _why(distance: float | None, days: int, text: float | None, apart: int | None, *, same: bool) -> str:
    """Say in a sentence why it may be the same."""
    parts = [_("in the same area") if distance is None else _("%(metres)d m away") % {"metres": round(distance)}]
    if days == 0:
        parts.append(_("on the same day"))
    else:
        parts.append(ngettext("%(days)d day apart", "%(days)d days apart", days) % {"days": days})
    if same:
        parts.append(_("the same category"))
    if text is not None and text >= _SAME_TEXT:
        parts.append(_("told in similar words"))
    if apart is not None and apart <= ALIKE:
        parts.append(_("with a photo that looks the same"))
    return ", ".join(parts)
