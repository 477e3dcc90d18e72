"""What a webhook says: the case as the agency may see it, without who reported; of a confidential one, no content."""

from typing import Any, Final

from django.utils import timezone

from reports.lifecycle.table import FILED, TRANSITIONS
from reports.models import Audience, HistoryEntry, Report
from reports.policies import Viewer
from reports.projection import see
from reports.telling.links import case_page

_INTERNAL: Final = ("assign", "set_urgency", "confirm_responsibility", "escalate")
"""Of what only staff may know, these too: an agency's own program shows who has the case and what is late."""

EVENTS: Final[dict[str, Any]] = {
    f"case.{transition.verb}": transition.label
    for transition in TRANSITIONS
    if transition.audience != Audience.STAFF or transition.verb in _INTERNAL
}
"""Events that can be asked for, with their labels."""


def event_of(entry: HistoryEntry) -> str:
    """Return the name of an entry's event."""
    return f"case.{'submit' if entry.verb == FILED else entry.verb}"


def body_of(entry: HistoryEntry, *, in_hand: bool) -> dict[str, Any]:
    """Return what is sent of an entry.

    Parameters
    ----------
    entry
        What happened.
    in_hand
        Whether the agency may still read the case; one that gave it away learns only that.
    """
    report = entry.report
    case: dict[str, Any] = {"number": report.number, "url": case_page(report)}
    if in_hand:
        case |= _case(report)
    return {
        "type": event_of(entry),
        "timestamp": entry.at.isoformat(),
        "data": {
            "entry": entry.pk,
            "by": entry.by,
            "state_before": entry.state_before or None,
            "state": entry.state,
            "case": case,
        },
    }


def _case(report: Report) -> dict[str, Any]:
    seen = see(report, Viewer.of(opened=[report.pk]))
    if seen is None:
        return {}
    described: dict[str, Any] = {
        "category": {"code": seen.category.code, "name": seen.category.name_id},
        "kind": report.kind,
        "urgency": report.urgency,
        "agency": report.agency.code if report.agency else None,
        "received_at": report.received_at.isoformat(),
        "due_on": report.due_on and report.due_on.isoformat(),
        "anonymous": report.anonymous,
        "confidential": report.confidential,
        "regency": report.regency.code if report.regency else None,
        "province": report.province.code if report.province else None,
        "place": None,
        "content": None,
        "seen_at": timezone.now().isoformat(),
    }
    if not report.confidential:
        described["place"] = {
            "lon": report.point.x if report.point else None,
            "lat": report.point.y if report.point else None,
            "setting": report.setting,
            "note": report.place_note,
        }
        described["content"] = {
            "description": report.description,
            "suspected_source": report.suspected_source,
            "desired_remedy": report.desired_remedy,
            "occurred_on": report.occurred_on and report.occurred_on.isoformat(),
        }
    return described
