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
        if self.last is None:
            return f"no edition is in force from {self.first} on, when {self.before} ended"
        return f"no edition is in force from {self.first} to {self.last}, between {self.before} and {self.after}"


def gaps_in_time(draft: Edition | None = None) -> list[TimeGap]:
    """Return the days without an edition in force since the first one began, the earliest first.

    Parameters
    ----------
    draft
        Tell what it would be like with this draft in force, too.
    """
    spans = [(edition, edition.valid_to) for edition in Edition.objects.active()]
    if draft is not None:
        start = draft.valid_from
        spans = [(e, start if e.valid_from < start and (end is None or end > start) else end) for e, end in spans]
        spans.append((draft, draft.valid_to))
    spans.sort(key=lambda span: span[0].valid_from)
    found = [
        TimeGap(end, after.valid_from - dt.timedelta(days=1), before, after)
        for (before, end), (after, _end) in pairwise(spans)
        if end and end < after.valid_from
    ]
    if spans and (last := spans[-1])[1]:
        found.append(TimeGap(last[1], None, last[0], None))
    return found
