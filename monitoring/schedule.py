"""What monitoring does again and again."""

import datetime as dt

from jobs.scheduling import scheduled
from monitoring.pages.warming import reckon_first_pages
from monitoring.snapshots.taking import take_nightly

scheduled(every=dt.timedelta(days=1), at=dt.time(1, 20))(take_nightly)
scheduled(every=dt.timedelta(days=1), at=dt.time(1, 50))(reckon_first_pages)
