"""What the platform does with reports again and again."""

import datetime as dt

from jobs.job import job
from jobs.scheduling import scheduled
from reports.actions import uploads
from reports.actions.reassign import send_notices
from reports.throttle import sweep_tallies as sweep


@scheduled(every=dt.timedelta(minutes=5))
@job(queue="mail")
def send_agency_notices() -> dict[str, int]:
    """Send the letters about reassignments that are due; what failed keeps the reason and is tried the next time."""
    found = send_notices()
    return {"sent": len(found.sent), "failed": len(found.failed)}


@scheduled(every=dt.timedelta(hours=6))
@job()
def sweep_uploads() -> int:
    """Delete photos whose report was never filed; return how many."""
    return uploads.sweep_uploads()


@scheduled(every=dt.timedelta(hours=1))
@job()
def sweep_tallies() -> int:
    """Delete counts of attempts that no longer matter; return how many."""
    return sweep()
