"""Reports of every sort in the table, and counts of them made by hand: by Python and h3 alone, one by one."""

import datetime as dt
import random
import uuid
import zoneinfo
from collections import Counter
from typing import Any

import h3
from django.contrib.gis.geos import Point

from boundaries import locator
from boundaries.models import Edition
from maps.models import AreaBin, Bin, BinChange, Grain
from maps.models.bins import GRAINS_OF
from reports import places
from reports.models import Category, Report, State
from reports.models.report import VERIFIED_STATES
from tests.factories import agency, area

JAKARTA = zoneinfo.ZoneInfo("Asia/Jakarta")
CATEGORIES = ("W1", "A1", "U1", "L10")
PLACES: tuple[tuple[float, float, str, str], ...] = (
    (117.55, 0.53, "64.08", "64"),
    (117.15, -0.5, "64.72", "64"),
    (110.35, -7.7, "34.04", "34"),
    (138.478, -3.683, "95.04", "95"),
    (117.7, 0.4, "", "64"),  # in the territorial sea
    (108.5, -5.2, "", ""),  # far off any coast
)
STATES = tuple(State.values)
# New Year's Eve begins in Jakarta seven hours before it does in Greenwich; months are those of Jakarta.
MOMENTS = (
    dt.datetime(2025, 12, 31, 16, 59, 59, tzinfo=dt.UTC),
    dt.datetime(2025, 12, 31, 17, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 2, 10, 3, tzinfo=dt.UTC),
)


def make(sort: dict[str, Any], chance: random.Random, main: Report | None = None) -> Report:
    """Return a report that is not stored. `sort` may say place, category, state, moment, urgency, and what it is.

    `joined`: to `main`, where there is one. `nowhere`: it names a regency and has no point.
    """
    lon, lat, regency, province = PLACES[sort.get("place", 0)]
    nowhere = sort.get("nowhere", False) and bool(regency)
    point = Point(lon + chance.uniform(-0.02, 0.02), lat + chance.uniform(-0.02, 0.02), srid=4326)
    category = Category.objects.get(pk=CATEGORIES[sort.get("category", 0)])
    public_point, cell_m = places.public_place(
        (point.x, point.y), coarse=category.coarse_place or sort.get("coarse", False)
    )
    state, moment = STATES[sort.get("state", 0)], MOMENTS[sort.get("moment", 0)]
    return Report(
        number=uuid.uuid4().hex[:12],
        category=category,
        description="Tumpukan sampah di pinggir jalan.",
        point=None if nowhere else point,
        public_point=None if nowhere else public_point,
        public_cell_m=None if nowhere else cell_m,
        point_source="locality" if nowhere else "map",
        doubtful=nowhere,
        setting="land" if regency else "sea",
        regency=area(regency) if regency else None,
        province=area(province) if province else None,
        edition=Edition.objects.in_force().get(),
        agency=agency("DLH-64.08"),
        state=state,
        urgency=sort.get("urgency", "N"),
        confidential=sort.get("confidential", False),
        held=sort.get("held", False),
        practice=sort.get("practice", False),
        merged_into=main if sort.get("joined") else None,
        received_at=moment,
        verified_at=moment if state in VERIFIED_STATES else None,
    )


def month_of(report: Report) -> int:
    """The month of a report, by the calendar on the wall in Jakarta."""
    local = report.received_at.astimezone(JAKARTA)
    return local.year * 12 + local.month - 1


def cell_of(report: Report, level: int) -> int:
    """The cell in which a report is counted at a level."""
    if report.public_point is None:
        return 0
    finest = h3.latlng_to_cell(report.public_point.y, report.public_point.x, 7)
    return h3.str_to_int(h3.cell_to_parent(finest, min(level, 5) if report.public_cell_m is not None else level))


def area_of(report: Report, edition: Edition | None = None) -> str:
    """The code of the area in which a report is counted: its own, and by another edition the one that holds it."""
    own = report.regency or report.province
    if edition is None or (own is not None and own.edition_id == edition.pk):
        return own.code if own else ""
    if report.public_point is None:
        return ""
    place = locator.default().engine_of(edition).locate(*report.public_point.coords)
    holder = place.regency or place.province
    return holder.code if holder else ""


def _rows(report: Report, public: bool, code: str) -> dict[Grain, tuple[Any, ...]]:
    month, category = month_of(report), report.category_id
    return {
        Grain.TOTAL: (public, "", 0, "", "", ""),
        Grain.MONTH: (public, code, month, "", "", ""),
        Grain.CATEGORY: (public, code, month, category, "", ""),
        Grain.FULL: (public, code, month, category, report.state, report.urgency),
    }


def expected_bins() -> Counter[Any]:
    """What the bins must say: n and incidents by row, in one counter."""
    public = set(Report.objects.public().values_list("pk", flat=True))
    counted: Counter[Any] = Counter()
    for report in Report.objects.select_related("regency", "province"):
        rows = _rows(report, report.pk in public, area_of(report))
        for level, kept in GRAINS_OF.items():
            for grain in kept:
                key = (int(grain), level, cell_of(report, level), *rows[grain])
                counted[(*key, "n")] += 1
                counted[(*key, "incidents")] += report.merged_into_id is None
    return +counted


def expected_area_bins() -> Counter[Any]:
    """What the counts by area must say, of every edition that is or was in force."""
    public = set(Report.objects.public().values_list("pk", flat=True))
    counted: Counter[Any] = Counter()
    for edition in Edition.objects.active():
        for report in Report.objects.select_related("regency", "province"):
            code = area_of(report, edition)
            for grain, (known, _area, *rest) in _rows(report, report.pk in public, code).items():
                key = (edition.pk, int(grain), known, code, *rest)
                counted[(*key, "n")] += 1
                counted[(*key, "incidents")] += report.merged_into_id is None
    return +counted


def stored_bins() -> Counter[Any]:
    """What the bins say."""
    return _stored(Bin, "grain", "level", "cell", "public", "area")


def stored_area_bins() -> Counter[Any]:
    """What the counts by area say."""
    return _stored(AreaBin, "edition_id", "grain", "public", "area")


def _stored(model: Any, *first: str) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for *key, n, incidents in model.objects.values_list(
        *first, "month", "category", "state", "urgency", "n", "incidents"
    ):
        assert n >= incidents >= 0, key
        assert n > 0, key
        found[(*key, "n")] = n
        found[(*key, "incidents")] = incidents
    return +found


def assert_equal_to_the_table() -> None:
    """Nothing waits, and what is stored is what counting by hand says."""
    assert not BinChange.objects.exists()
    assert stored_bins() == expected_bins()
    assert stored_area_bins() == expected_area_bins()
