"""The editions in force one after the other, and the days on which there was none."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from boundaries.models import Edition


@dataclass(frozen=True, slots=True)
class TimeGap:
    """Days without boundaries: from `first` to `last`, both included; None: until an edition is put in force."""

    first: dt.date
    last: dt.date | None
    before: Edition
    after: Edition | None

    def __str__(self) -> str:
        until = f"to {self.last}, when {self.after} begins the day after" if self.last else "on"
        return f"no edition is in force from {self.first} {until}; {self.before} ended"


def gaps_in_time() -> list[TimeGap]:
    """Return the days without an edition in force since the first one began, the earliest first."""
    editions = list(Edition.objects.active().order_by("valid_from"))
    found = [
        TimeGap(before.valid_to, after.valid_from - dt.timedelta(days=1), before, after)
        for before, after in pairwise(editions)
        if before.valid_to and before.valid_to < after.valid_from
    ]
    if editions and editions[-1].valid_to:
        found.append(TimeGap(editions[-1].valid_to, None, editions[-1], None))
    return found
