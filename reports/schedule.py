"""What the platform does with reports again and again."""

import datetime as dt

from jobs.job import job
from jobs.scheduling import scheduled
from reports.actions import silence, uploads
from reports.actions.case import following
from reports.actions.reassign import send_notices
from reports.clocks import letters
from reports.moderation.tracing import sweep_traces
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


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 40))
@job()
def sweep_unconfirmed_followers() -> int:
    """Delete addresses whose owner never said that the letters are wanted; return how many."""
    return following.sweep_unconfirmed()


@scheduled(every=dt.timedelta(hours=1))
@job()
def sweep_tallies() -> int:
    """Delete counts of attempts that no longer matter; return how many."""
    return sweep()


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 30))
@job()
def sweep_filing_traces() -> int:
    """Delete traces of filings that no statistic looks at any more; return how many."""
    return sweep_traces()


@scheduled(every=dt.timedelta(minutes=10))
@job()
def climb_ladder() -> int:
    """Tell of steps that are due soon, today or late; return of how many."""
    return letters.climb_ladder()


@scheduled(every=dt.timedelta(hours=1))
@job()
def close_silent_cases() -> int:
    """Close answered cases whose reporter's time is over; return how many."""
    return silence.close_silent_cases()
