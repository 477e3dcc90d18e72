"""What maps do again and again."""

import datetime as dt

from jobs.scheduling import scheduled
from maps.beyond.telling import tell_of_finished_quarters
from maps.bins.job import fold_bins, verify_bins
from maps.hotspot.jobs import tell_of_hotspots
from maps.layers.forgetting import forget_answers
from maps.runs.jobs import work_out_statistics

scheduled(every=dt.timedelta(minutes=1))(fold_bins)
scheduled(every=dt.timedelta(minutes=10))(forget_answers)
scheduled(every=dt.timedelta(days=1), at=dt.time(3, 10))(verify_bins)
scheduled(every=dt.timedelta(days=1), at=dt.time(2, 50))(work_out_statistics)
scheduled(every=dt.timedelta(days=1), at=dt.time(3, 40))(tell_of_finished_quarters)
scheduled(every=dt.timedelta(days=1), at=dt.time(6, 40))(tell_of_hotspots)
