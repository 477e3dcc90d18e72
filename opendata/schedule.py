"""What open data does again and again."""

import datetime as dt

from jobs.scheduling import scheduled
from opendata.jobs import publish_open_data

scheduled(every=dt.timedelta(days=1), at=dt.time(1, 30))(publish_open_data)
