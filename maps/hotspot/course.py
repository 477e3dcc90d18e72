"""How a hotspot went on, as it follows from the days of its incidents that somebody sees, and from nothing else. Pure.

What a run finds is of all incidents, also of those of which the public must not know: that a hotspot flared up would
tell that there are some. Whoever does not work with it is told what their own incidents say.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from maps.hotspot.standing import COOLED_DAYS, FLARES, standing
from maps.models import HotspotStanding
from maps.models.hotspots import FEWEST_SEEN

_QUIET: Final = dt.timedelta(days=COOLED_DAYS)


class Turn(NamedTuple):
    """That it cooled by itself ("cooled") or flared up ("flared_up") on a day."""

    on: dt.date
    verb: str


@dataclass(frozen=True, slots=True)
class Course:
    """Its turns in their order, since when it has been cooled (None: it goes on), and where it stands."""

    turns: tuple[Turn, ...]
    cooled_on: dt.date | None
    standing: HotspotStanding


def course(
    days: Iterable[dt.date],
    declared: Iterable[dt.date],
    on: dt.date,
    *,
    taken_up: bool,
    found_on: dt.date | None = None,
) -> Course:
    """Follow a hotspot up to a date.

    It is there from its FEWEST_SEENth incident on. It cools by itself after COOLED_DAYS without one, or when an agency
    says so, and flares up with the FLARESth incident since.

    Parameters
    ----------
    days
        Those of its incidents, one at least.
    declared
        On which an agency declared it cooled.
    on
        The day on which it is looked at.
    taken_up
        Whether an agency has taken it up.
    found_on
        When a run found it, where that was later: its page is there since then, which everybody can see.
    """
    seen = sorted(days)
    found, last = seen[min(FEWEST_SEEN, len(seen)) - 1], seen[-1]
    turns, cooled_on = _turns(seen, found, sorted(declared), on)
    now = standing(last, last, max(found, found_on or found), on, taken_up=taken_up, cooled=cooled_on is not None)
    return Course(tuple(turns), cooled_on, now)


def _turns(
    seen: Sequence[dt.date], found: dt.date, declared: Sequence[dt.date], on: dt.date
) -> tuple[list[Turn], dt.date | None]:
    events = sorted([*((day, False) for day in seen if day > found), *((day, True) for day in declared), (on, True)])
    turns: list[Turn] = []
    cooled_on, since, last = None, 0, found
    for place, (day, by_agency) in enumerate(events):
        if cooled_on is None and day - last >= _QUIET:
            cooled_on, since = last + _QUIET, 0
            turns.append(Turn(cooled_on, "cooled"))
        if by_agency:
            if cooled_on is None and place < len(events) - 1:
                cooled_on, since = day, 0
            continue
        last, since = day, since + 1
        if cooled_on is not None and since >= FLARES:
            cooled_on = None
            turns.append(Turn(day, "flared_up"))
    return turns, cooled_on
