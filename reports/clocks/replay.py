"""The clocks that a whole life would have left, reckoned at once: for demonstration data, and for older databases."""

from collections.abc import Sequence

from reports.clocks.winding import Winding, office_of, show, turn_of
from reports.models import CaseClock, ClockPause, HistoryEntry, Report

_KEPT = ("state", "agency_id", "unit_id", "assignee_id", "verified_at")


def replay(report: Report, entries: Sequence[HistoryEntry], pauses: Sequence[ClockPause]) -> list[CaseClock]:
    """Return the clocks of a report as its verbs would have wound them one by one, none of them stored.

    The same code winds them; only what it needs to know of the report at each verb is put back first. `due_on`,
    `due_step` and `answer_due_on` are set on the report.

    Parameters
    ----------
    report
        As it is now.
    entries
        Its history from the filing to now.
    pauses
        All its pauses, those that are over with their end.
    """
    now = {name: getattr(report, name) for name in _KEPT}
    running: list[CaseClock] = []
    clocks: list[CaseClock] = []
    report.unit_id = report.assignee_id = report.verified_at = None
    for entry in entries:
        _put_back(report, entry, now)
        known = [pause for pause in pauses if pause.started_at <= entry.at]
        over = [pause for pause in known if pause.ended_at is not None and pause.ended_at <= entry.at]
        standing = next((pause for pause in known if pause not in over), None)
        winding = Winding(report, entry, turn_of(entry.verb), office_of(report), running, over)
        winding.open_pause = standing
        winding.turn_all()
        running = winding.running
        clocks += winding.begun
    for name, value in now.items():
        setattr(report, name, value)
    show(report, running, next((pause for pause in pauses if pause.ended_at is None), None))
    return clocks


def _put_back(report: Report, entry: HistoryEntry, now: dict[str, object]) -> None:
    report.state = entry.state
    if entry.agency_id is not None:
        report.agency_id = entry.agency_id
    if entry.verb == "verify":
        report.verified_at = entry.at
    if entry.verb == "dispose":
        report.unit_id = now["unit_id"]  # type: ignore[assignment]
        report.assignee_id = now["assignee_id"]  # type: ignore[assignment]
    if entry.verb == "transfer":
        report.unit_id = report.assignee_id = None
