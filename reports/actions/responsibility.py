"""Store decisions on who is responsible; decide reports that nobody is responsible for yet."""

import datetime as dt
from typing import Any

from django.db import transaction

from boundaries import locator
from boundaries.models import Area
from boundaries.models.areas import polygons_of
from boundaries.place import AreaRef, Method, OverlayHit, PlaceError, Setting
from reports.deadlines import due_on
from reports.models import PlaceRecord, Report, ResponsibilityRecord
from reports.places import Match
from reports.responsibility import Responsibility, responsibility

BATCH = 1_000


def report_columns(decision: Responsibility, kind: str, received: dt.datetime) -> dict[str, Any]:
    """Return what a Report keeps of a decision: agency, level, rule, doubt, and by when it must be answered."""
    return {
        "agency_id": decision.agency.id,
        "tier": decision.level,
        "rule_number": decision.rule,
        "responsibility_doubtful": decision.confirm,
        "answer_due_on": due_on(kind, received, decision.agency),
    }


def responsibility_record(
    report: Report,
    decision: Responsibility,
    at: dt.datetime,
    reason: ResponsibilityRecord.Reason = ResponsibilityRecord.Reason.FILED,
) -> ResponsibilityRecord:
    """Return the row, not yet stored, that keeps a whole decision."""
    return ResponsibilityRecord(
        report=report,
        decided_at=at,
        reason=reason,
        agency_id=decision.agency.id,
        tier=decision.level,
        rule_number=decision.rule,
        case_code=decision.case,
        basis=decision.basis[:200],
        explanation_id=decision.explanation.id,
        explanation_en=decision.explanation.en,
        copies=[copy.as_dict() for copy in decision.copies],
        alternatives=[alternative.as_dict() for alternative in decision.alternatives],
        confirm=decision.confirm,
    )


def decide_undecided() -> int:
    """Decide who is responsible for reports that have no agency: those of a database older than the rules.

    Their place stays as it was matched; overlays are looked up anew. In batches, each of which is a transaction.
    Returns how many were decided.
    """
    decided = 0
    while rows := _undecided():
        with transaction.atomic():
            _decide(rows)
        decided += len(rows)
    return decided


def _undecided() -> list[Report]:
    return list(
        Report.objects.filter(agency=None)
        .order_by("pk")
        .select_related("regency", "province", "category")
        .defer(*polygons_of("regency", "province"))[:BATCH]
    )


def _decide(rows: list[Report]) -> None:
    filed = {
        place.report_id: place
        for place in PlaceRecord.objects.filter(report__in=rows, reason=PlaceRecord.Reason.FILED)
        .select_related("nearest_regency")
        .defer(*polygons_of("nearest_regency"))
    }
    records = []
    for report in rows:
        match = stored_match(report, filed.get(report.pk))
        decision = responsibility(match, report.category_id, report.permit_issuer, report.crossing)
        for name, value in report_columns(decision, report.kind, report.received_at).items():
            setattr(report, name, value)
        report.edition_id = match.edition_id
        records.append(responsibility_record(report, decision, report.received_at))
    columns = ["agency", "tier", "rule_number", "responsibility_doubtful", "answer_due_on", "edition"]
    Report.objects.bulk_update(rows, columns)
    ResponsibilityRecord.objects.bulk_create(records, ignore_conflicts=True)


def stored_match(report: Report, record: PlaceRecord | None) -> Match:
    """Return a report's place as it was matched in a record (None: as its columns say), with the overlays of today."""
    nearest = record.nearest_regency if record else None
    return Match(
        edition_id=record.edition_id if record else (report.regency or report.province).edition_id,  # type: ignore[union-attr]
        setting=Setting(report.setting),
        method=Method(record.method) if record else Method.COVERED,
        regency=_ref(report.regency),
        province=_ref(report.province),
        nearest_regency=_ref(nearest),
        border_m=record.border_m if record else None,
        doubtful=report.doubtful,
        candidates=tuple(AreaRef(code, code) for code in (record.candidates if record else ())),
        overlays=_overlays(report),
    )


def _ref(area: Area | None) -> AreaRef | None:
    return AreaRef(area.code, area.name, area.pk) if area else None


def _overlays(report: Report) -> tuple[OverlayHit, ...]:
    if report.point is None:
        return ()
    try:
        return locator.locate(report.point.x, report.point.y).overlays
    except (PlaceError, LookupError):
        return ()
