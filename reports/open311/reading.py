"""Service requests: reports as everyone sees them, read many at once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from reports.models import Audience, HistoryEntry, Message, Report
from reports.models.history import SHOWN_ANEW
from reports.numbers import NumberError, parse_number
from reports.open311.jurisdiction import within
from reports.open311.parameters import CLOSED, OPEN, Wanted
from reports.projection import SeenReport, see_as_public
from reports.querysets import FINISHED_STATES, OPEN_STATES, ReportQuerySet

LONGEST_NOTE: Final = 1_000
DIGITS: Final = 6
"""Of degrees: a decimetre, as the page has it."""
_STATES: Final = {OPEN: OPEN_STATES, CLOSED: FINISHED_STATES}


def listed(wanted: Wanted, jurisdiction: str) -> list[Report]:
    """Return the reports that a list asks for, the latest first."""
    reports = _public(jurisdiction)
    if wanted.numbers is not None:
        return list(reports.filter(number__in=wanted.numbers))
    reports = reports.filter(received_at__range=(wanted.since, wanted.until))
    if wanted.services:
        reports = reports.filter(category__in=wanted.services)
    if wanted.statuses:
        reports = reports.filter(state__in=[state for status in wanted.statuses for state in _STATES[status]])
    return list(reports[wanted.first : wanted.first + wanted.most])


def found(identifier: str, jurisdiction: str) -> Report | None:
    """Return the public report with this number, if there is one."""
    try:
        number = parse_number(identifier[:40])
    except NumberError:
        return None
    return _public(jurisdiction).filter(number=number).first()


def _public(jurisdiction: str) -> ReportQuerySet:
    reports = Report.objects.public().select_related("category").prefetch_related("edition").defer("search")
    return within(reports, jurisdiction)


def told(request: HttpRequest, reports: Sequence[Report], *, extended: bool) -> list[dict[str, Any]]:
    """Return the fields of service requests.

    Parameters
    ----------
    reports
        Public ones, with category and edition; the rest is read in as many queries for a thousand as for one.
    extended
        Whether `extended_attributes`, which are not of the specification, are told too.
    """
    notes = _latest_words(reports)
    pairs = zip(reports, see_as_public(reports), strict=True)
    return [
        _fields(request, report, seen, notes.get(report.pk, "")) | (_extended(request, seen) if extended else {})
        for report, seen in pairs
        if seen is not None
    ]


def changed_at(report: Report) -> dt.datetime:
    """Return when what everyone may see of a report last became another thing; of one that was told."""
    entries: list[HistoryEntry] = getattr(report, "read_history", [])
    seen = [entry.at for entry in entries if entry.audience == Audience.PUBLIC or entry.verb in SHOWN_ANEW]
    return max([report.received_at, *seen])


def _latest_words(reports: Sequence[Report]) -> dict[int, str]:
    """Return by report what its agency said last for everyone to read."""
    said = Message.objects.filter(report__in=[report.pk for report in reports], audience=Audience.PUBLIC)
    said = said.filter(kind__in=(Message.Kind.ANSWER, Message.Kind.PROGRESS))
    return dict(said.order_by("report", "-at", "-pk").distinct("report").values_list("report", "body"))


def _fields(request: HttpRequest, report: Report, seen: SeenReport, note: str) -> dict[str, Any]:
    point, decided, content = seen.place.point, seen.responsibility, seen.content
    photo = content.photos[0] if content and content.photos else None
    regency = seen.place.record.regency
    return {
        "service_request_id": seen.number,
        "status": CLOSED if seen.state in FINISHED_STATES else OPEN,
        "status_notes": _status_notes(str(seen.state.label), note),
        "service_name": seen.category.name,
        "service_code": seen.category.code,
        "description": content.description if content else None,
        "agency_responsible": decided.now.agency.name if decided else None,
        "service_notice": str(decided.now.explanation) if decided else None,
        "requested_datetime": timezone.localtime(report.received_at),
        "updated_datetime": timezone.localtime(changed_at(report)),
        "expected_datetime": _end_of(decided.due_on) if decided and decided.due_on else None,
        "address": seen.place.sentence,
        "address_id": f"regency:{regency.code}" if regency else None,
        "zipcode": None,
        "lat": round(point.y, DIGITS) if point else None,
        "long": round(point.x, DIGITS) if point else None,
        "media_url": request.build_absolute_uri(photo.url) if photo else None,
    }


def _extended(request: HttpRequest, seen: SeenReport) -> dict[str, Any]:
    content, decided, record = seen.content, seen.responsibility, seen.place.record
    photos = content.photos if content else ()
    return {
        "extended_attributes": {
            "detailed_status": seen.state.value,
            "detailed_status_name": str(seen.state.label),
            "verified": seen.verified,
            "demo": seen.is_demo,
            "group": seen.category.theme_id,
            "agency_code": decided.now.agency.code if decided else None,
            "regency": record.regency.code if record.regency else None,
            "province": record.province.code if record.province else None,
            "cell_m": seen.place.cell_m,
            "occurred_on": content.occurred_on.isoformat() if content and content.occurred_on else None,
            "page": request.build_absolute_uri(reverse("reports:detail", args=[seen.number])),
            "photos": [request.build_absolute_uri(photo.url) for photo in photos],
        }
    }


def _status_notes(state: str, note: str) -> str:
    said = f"{state[:1].upper()}{state[1:]}"
    if not note:
        return said
    return f"{said}: {note if len(note) <= LONGEST_NOTE else note[: LONGEST_NOTE - 1] + '…'}"


def _end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in the site's zone, which is over last in the whole country."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)), timezone.get_default_timezone())
