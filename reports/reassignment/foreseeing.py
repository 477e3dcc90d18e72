"""What a run would do, counted for a page: at once where reports are few, from the command's last dry run where not."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.utils import timezone

from boundaries.models import Edition
from reports.models import Report
from reports.reassignment.running import foresee
from reports.reassignment.tally import Tally

AT_ONCE: Final = 100_000
"""Reports that a page goes through while someone waits for it; a few seconds."""

FRESH: Final = dt.timedelta(minutes=1)
"""For how long a page believes what it counted."""

KEPT_S: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a run would do, and when that was counted."""

    tally: Tally
    at: dt.datetime


def remember(edition: Edition, tally: Tally) -> Foreseen:
    """Keep what was foreseen, for pages to show."""
    found = Foreseen(tally, timezone.now())
    cache.set(_key(edition), {"tally": tally.to_json(), "at": found.at.isoformat()}, KEPT_S)
    return found


def foreseen(edition: Edition) -> Foreseen | None:
    """Return what a run under an edition would do; None where there are too many reports and no dry run was made."""
    stored = cache.get(_key(edition))
    known = stored and Foreseen(Tally.from_json(stored["tally"]), dt.datetime.fromisoformat(stored["at"]))
    if known and timezone.now() - known.at < FRESH:
        return known
    if Report.objects.count() > AT_ONCE:
        return known
    return remember(edition, foresee(edition, lambda _done, _total: None))


def forget(edition: Edition) -> None:
    """Drop what was foreseen, for it has been done."""
    cache.delete(_key(edition))


def _key(edition: Edition) -> str:
    return f"reassignment-foreseen-{edition.pk}"
