"""What becomes of a main case is told to those who reported the same and whose reports were joined to it."""

from typing import Final

from reports.lifecycle.table import MAIN_ANSWERED, MAIN_CLOSED
from reports.models import Audience, By, HistoryEntry, Report
from reports.telling import announce

_TOLD: Final = {"answer": MAIN_ANSWERED, "close": MAIN_CLOSED, "close_silent": MAIN_CLOSED, "confirm": MAIN_CLOSED}


def tell_joined(entry: HistoryEntry) -> None:
    """Write a row for its reporter into each report that was joined to the one of an entry, and queue their letters.

    The words stay where they were said: whether somebody may read them is asked of the main case when it is read.
    """
    verb = _TOLD.get(entry.verb)
    if verb is None:
        return
    for joined in Report.everything.filter(merged_into=entry.report_id, practice=False).only("state"):
        told = HistoryEntry.objects.create(
            report=joined,
            verb=verb,
            at=entry.at,
            by=By.SYSTEM,
            agency_id=entry.agency_id,
            state_before=joined.state,
            state=joined.state,
            audience=Audience.REPORTER,
            data={"main": entry.report.number, "main_verb": entry.verb, "main_message": entry.data.get("message")},
        )
        announce(told)
