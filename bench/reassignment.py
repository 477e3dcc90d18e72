"""Reports reassigned: all of them changed at once, and then a new edition in which one province has a new code."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.management import call_command
from django.db import connection

from accounts.models import Agency
from bench.areas import Array
from bench.points import Points
from boundaries.locator import default
from boundaries.models import Edition
from boundaries.pieces import ensure_pieces
from boundaries.place import Setting
from reports.actions.reassign import reassign_reports
from reports.models import Category, PlaceRecord
from reports.reassignment.binary import write_columns
from reports.reassignment.tally import Tally

SEA_SHARE = 0.05
SEED = 20221208

_AREAS = """
    INSERT INTO boundaries_area (edition_id, level, kind, code, name, parent_id, geometry, generalised,
        point_on_surface, area_km2, approximate, derived, source_code, time_zone)
    SELECT %(before)s, a.level, a.kind, regexp_replace(a.code, %(pattern)s, %(old)s), a.name, p.id, a.geometry,
        a.generalised, a.point_on_surface, a.area_km2, a.approximate, a.derived, a.source_code, a.time_zone
    FROM boundaries_area a LEFT JOIN boundaries_area p ON p.edition_id = %(before)s
        AND p.code = regexp_replace(left(a.code, 2), %(pattern)s, %(old)s) AND a.level = 'regency'
    WHERE a.edition_id = %(now)s AND a.level = %(level)s
"""
_GAPS = """
    INSERT INTO boundaries_gap (edition_id, geometry, area_km2)
    SELECT %(before)s, geometry, area_km2 FROM boundaries_gap WHERE edition_id = %(now)s
"""
_REPORTS = """
    INSERT INTO reports_report (number, pin_hash, idempotency_key, payload_digest, kind, category_id, state, channel,
        language, is_demo, description, suspected_source, desired_remedy, reported_before, place_note, anonymous,
        confidential, point, point_source, accuracy_m, public_point, setting, doubtful, permit_issuer, crossing,
        agency_id, tier, dispute, responsibility_doubtful, received_at, verified_at, updated_at,
        urgency, misconduct, field_visit, held, held_why, transfers, practice, version, due_step, outcome)
    SELECT 'B' || k, '', gen_random_uuid(), '', 'pengaduan', (%(categories)s::text[])[category + 1],
        CASE WHEN finished THEN 'selesai' ELSE 'baru' END, 'web', 'id', true,
        'Air sungai berwarna hitam dan berbau sejak tiga hari, ikan mati di tepi, warga tidak berani mandi.', '', '',
        false, '', false, false, ST_SetSRID(ST_MakePoint(lon, lat), 4326), 'gps', nullif(accuracy, 'NaN'),
        ST_SetSRID(ST_MakePoint(lon, lat), 4326), 'land', false,
        CASE WHEN permitted THEN 'province' ELSE 'unknown' END, 'none', %(agency)s, 'central', '', false,
        now() - k * interval '40 seconds', CASE WHEN finished THEN now() END, now(),
        'N', false, false, false, '', 0, false, 0, '', ''
    FROM drawn
"""
_TYPES = {
    "k": "int8",
    "lon": "float8",
    "lat": "float8",
    "accuracy": "float8",
    "category": "int4",
    "finished": "bool",
    "permitted": "bool",
}


@dataclass(frozen=True)
class Reassigned:
    """Seconds for all reports: look-up alone, dry run, run; and how many reports each run changed."""

    reports: int
    locate_s: float
    seconds: dict[str, float]
    changed: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return dict(self.__dict__)


def measure_reassignment(edition: Edition, land: Points, box: Points) -> Reassigned:
    """File reports that nobody is responsible for, then reassign them by turns to two editions."""
    call_command("load_agencies", verbosity=0, stdout=_Silent())
    call_command("load_categories", verbosity=0, stdout=_Silent())
    call_command("load_rules", verbosity=0, stdout=_Silent())
    before = _edition_before(edition)
    lons, lats = _mixed(land, box)
    _file(lons, lats)
    seconds, changed = {}, {}

    def measure(name: str, work: Callable[[], Tally]) -> None:
        start = time.perf_counter()
        changed[name] = work().changed
        seconds[name] = time.perf_counter() - start

    default().engine_of(before)  # builds its index, which is no part of a run
    engine = default().engine_of(edition)
    engine.locate_many(lons[:1000], lats[:1000])
    start = time.perf_counter()
    engine.locate_many(lons, lats)
    locate_s = time.perf_counter() - start

    _put_in_force(before, edition)
    measure("every report changed", lambda: reassign_reports(before, commit=True))
    _vacuum()
    _put_in_force(edition, before)
    measure("one province recoded, dry run", lambda: reassign_reports(edition, commit=False))
    measure("one province recoded", lambda: reassign_reports(edition, commit=True))
    _vacuum()
    measure("nothing changed", lambda: reassign_reports(edition, commit=True))
    assert changed["nothing changed"] == 0, "a second run must find nothing to do"
    assert changed["one province recoded"] == changed["one province recoded, dry run"]
    assert PlaceRecord.objects.count() == sum(changed.values()) - changed["one province recoded, dry run"]
    return Reassigned(len(lons), locate_s, seconds, changed)


def _edition_before(edition: Edition) -> Edition:
    """Copy an edition, its last province under another code."""
    before = Edition.objects.create(
        name="before",
        source=edition.source,
        valid_from=edition.valid_from - dt.timedelta(days=3650),
        valid_to=edition.valid_from,
        precision_m=edition.precision_m,
        checksum="before",
    )
    last = edition.areas.provinces().order_by("-code").values_list("code", flat=True)[0]
    values: dict[str, Any] = {"before": before.pk, "now": edition.pk, "pattern": f"^{last}", "old": "99"}
    with connection.cursor() as cursor:
        for level in ("province", "regency"):
            cursor.execute(_AREAS, {**values, "level": level})
        cursor.execute(_GAPS, values)
    ensure_pieces(before)
    return before


def _put_in_force(edition: Edition, other: Edition) -> None:
    """Let an edition hold today and not the other; the dates of both stay in order."""
    Edition.objects.filter(pk=other.pk).update(status=Edition.Status.DRAFT)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.ACTIVE, valid_to=None)


def _mixed(land: Points, box: Points) -> tuple[Array, Array]:
    """Replace some points on land by points at sea."""
    lons, lats = land.lons.copy(), land.lats.copy()
    places = default().engine().locate_many(box.lons, box.lats)
    sea = np.flatnonzero(np.isin(places.setting, [Setting.SEA_12NM.value, Setting.SEA_BEYOND.value]))
    sea = sea[: int(len(lons) * SEA_SHARE)]
    lons[: len(sea)], lats[: len(sea)] = box.lons[sea], box.lats[sea]
    return lons, lats


def _file(lons: Array, lats: Array) -> None:
    rng, n = np.random.default_rng(SEED), len(lons)
    categories = sorted(Category.objects.values_list("code", flat=True))
    # As phones tell it: mostly some 16 m, one in fifty a kilometre, one in three nothing.
    accuracy = np.where(rng.random(n) < 0.02, rng.uniform(300, 2_000, n), rng.gamma(2, 8, n))
    columns = {
        "k": np.arange(n),
        "lon": lons,
        "lat": lats,
        "accuracy": np.where(rng.random(n) < 1 / 3, np.nan, accuracy),
        "category": rng.integers(len(categories), size=n),
        "finished": rng.random(n) < 0.4,
        "permitted": rng.random(n) < 0.1,
    }
    nobody = Agency.objects.filter(kind="NASIONAL").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE drawn ({', '.join(f'{name} {kind}' for name, kind in _TYPES.items())})")
        write_columns(cursor, "drawn", columns, _TYPES)
        cursor.execute(_REPORTS, {"categories": categories, "agency": nobody})
        cursor.execute("DROP TABLE drawn")
    _vacuum()


def _vacuum() -> None:
    """What autovacuum would do between two runs."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")


class _Silent:
    """Swallows what loaders say."""

    def write(self, _text: str) -> None:
        """Swallow it."""

    def flush(self) -> None:
        """Nothing is kept."""
