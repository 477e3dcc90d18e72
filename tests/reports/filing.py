"""Reports as they would have been filed on another day: matched and decided by the editions and rules of that day."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.gis.geos import Point

from reports import numbers, pins, places
from reports.actions.responsibility import report_columns, responsibility_record
from reports.models import Category, HistoryEntry, PlaceRecord, PointSource, Report, State
from reports.places import Match, Whereabouts
from reports.responsibility import responsibility
from tests.factories import PIN

KARUBAGA = (138.478, -3.683)
"""The seat of Tolikara: 91.14 in Papua until 2022, 95.04 in Papua Pegunungan since."""
JAYAPURA_BAY = (140.72, -2.45)
SORONG_SEA = (131.0, -0.75)
SANGATTA = (117.55, 0.53)

IN_2021 = dt.date(2021, 6, 1)


def where_at(lonlat: tuple[float, float], accuracy: float | None = None) -> Whereabouts:
    """A point tapped on the map."""
    return Whereabouts(PointSource.MAP, lonlat, accuracy)


def file_report(where: Whereabouts, on: dt.date = IN_2021, code: str = "W1", **changes: Any) -> Any:
    """Store a Report with all rows that submit_report writes, as on a past day."""
    match = places.match(where, on)
    category = Category.objects.get(pk=code)
    received = dt.datetime.combine(on, dt.time(9), dt.UTC)
    permit, crossing = changes.get("permit_issuer", "unknown"), changes.get("crossing", "none")
    decision = responsibility(match, category, permit, crossing, on)
    number = numbers.new_number()
    values: dict[str, Any] = {
        "number": number,
        "pin_hash": pins.digest_pin(number, PIN),
        "idempotency_key": uuid.uuid4(),
        "category": category,
        "description": "Tumpukan sampah di pinggir jalan.",
        "point": Point(*where.lonlat, srid=4326) if where.lonlat else None,
        "public_point": Point(*where.lonlat, srid=4326) if where.lonlat else None,
        "point_source": where.source,
        "accuracy_m": where.accuracy_m,
        "setting": match.setting,
        "doubtful": match.doubtful,
        "regency_id": match.regency_id,
        "province_id": match.province_id,
        "edition_id": match.edition_id,
        "received_at": received,
        **report_columns(decision, "pengaduan", received),
        **changes,
    }
    report = Report.objects.create(**values)
    PlaceRecord.objects.create(report=report, matched_at=received, **match.as_columns())
    responsibility_record(report, decision, received).save()
    HistoryEntry.objects.create(report=report, verb="submitted", at=received, state=State.NEW)
    return report


def standing(report: Report) -> dict[str, Any]:
    """What a report says now of its place and of who is responsible."""
    columns = (
        "edition_id", "regency_id", "province_id", "setting", "doubtful", "agency_id", "tier", "rule_number",
        "responsibility_doubtful", "answer_due_on", "updated_at",
    )  # fmt: skip
    return Report.objects.values(*columns).get(pk=report.pk)


def decided_today(report: Report, match: Match) -> dict[str, Any]:
    """What filing a report at this place would say today."""
    decision = responsibility(match, report.category_id, report.permit_issuer, report.crossing)
    return {
        "edition_id": match.edition_id,
        "regency_id": match.regency_id,
        "province_id": match.province_id,
        "setting": match.setting.value,
        "doubtful": match.doubtful,
        "agency_id": decision.agency.id,
        "tier": decision.level,
        "rule_number": decision.rule,
        "responsibility_doubtful": decision.confirm,
    }
