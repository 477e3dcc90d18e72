"""What open data does again and again."""

import datetime as dt

from jobs.job import job
from jobs.scheduling import scheduled
from opendata.alerts import actions, digests
from opendata.jobs import publish_open_data

scheduled(every=dt.timedelta(days=1), at=dt.time(1, 30))(publish_open_data)


@scheduled(every=dt.timedelta(days=1), at=dt.time(6, 0))
@job()
def look_for_alerts() -> int:
    """Look for each alert that is due whether there is something new; return for how many."""
    return digests.look_for_all()


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 45))
@job()
def sweep_unconfirmed_alerts() -> int:
    """Delete addresses whose owner never said that the letters are wanted; return how many."""
    return actions.sweep_unconfirmed()
