"""Who may see which figures. Pages, files and programs ask here before they ask for figures, and show what comes back.

Figures are of all cases: confidential ones, those held back and the archived are measured like others, or an agency
would look better by them. Of such a case the public must learn nothing, not even that it exists. Public counts (maps,
lists) are known by area, category and month, so a figure of all cases tells by subtraction how many are hidden. Hence:

- Staff see the figures of their own: national administrators all; a monitor the province, its areas and the agencies
  that have their seat there; people of an agency that agency and its parts. In them nothing is withheld.
- Everybody sees the figures of provinces, regencies and agencies, by named periods (month, quarter, half year, year)
  and as of the end of a month: yesterday's figure, taken from today's, would tell of the one case that came between.
- A group is told only where the cases hidden in it are none, or three and more; and so is the sum of what is withheld
  (reports.suppression), for whoever knows the total takes from it what is told.
- No figure is told by how confidential cases are. By category, by kind, by channel and by month a group is told from
  three cases on, and with its complement withheld in the same way.
- The agency that a report accuses sees figures in which it counts, and no case.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.utils import timezone
from reports.suppression import FEWEST, withheld_counts

from accounts.models import Agency
from accounts.standing import Standing, standing_of
from monitoring.counting.asking import Key
from monitoring.measures import Scorecard
from monitoring.periods import Period, midnight
from monitoring.scopes import Scope

FINE: Final = frozenset({"category", "theme", "month"})
"""What makes groups so small that one of few cases is not told to the public."""

T = TypeVar("T")


class Sight(StrEnum):
    """How somebody sees the figures of a scope."""

    ALL = "all"
    PUBLIC = "public"


def sight(user: Any, scope: Scope) -> Sight:
    """Return how a user sees the figures of a scope: all of them, or what the public sees."""
    standing = standing_of(user)
    if standing.national:
        return Sight.ALL
    if scope.area and scope.area[:2] in standing.provinces:
        return Sight.ALL
    if scope.agency and scope.agency in _own_agencies(standing):
        return Sight.ALL
    return Sight.PUBLIC


def _own_agencies(standing: Standing) -> set[str]:
    """Return codes of the agencies whose figures are somebody's own."""
    own = set(Agency.objects.filter(pk__in=standing.handles).values_list("code", flat=True))
    if standing.provinces:
        seats = Agency.objects.values_list("code", "area_codes")
        own |= {code for code, areas in seats if areas and areas[0][:2] in standing.provinces}
    return own


def may_see_cases(user: Any, scope: Scope) -> bool:
    """Whether a user may go from a figure on to its cases; which of these they see, reports.querysets decides."""
    return sight(user, scope) == Sight.ALL


def cutoff_for(user: Any, scope: Scope, wanted: dt.datetime | None = None) -> dt.datetime:
    """Return the cut-off that somebody gets: what they want, or now; the public the last end of a month before it."""
    wanted = min(wanted or timezone.now(), timezone.now())
    if sight(user, scope) == Sight.ALL:
        return wanted
    return midnight(timezone.localtime(wanted, timezone.get_default_timezone()).date().replace(day=1))


def may_ask(user: Any, scope: Scope, period: Period) -> bool:
    """Whether somebody may ask for a period: the public for those with a name, by which they cannot be subtracted."""
    return bool(period.name) or sight(user, scope) == Sight.ALL


def told(user: Any, scope: Scope, by: tuple[str, ...], cards: Mapping[Key, Scorecard]) -> dict[Key, Scorecard | None]:
    """Return scorecards as a user may see them; None stands for one that is withheld.

    Parameters
    ----------
    by
        What they are grouped by: all groups of the scope must be there, for the complement is reckoned from them.
    """
    if sight(user, scope) == Sight.ALL:
        return dict(cards)
    keys = list(cards)
    hidden = withheld_counts([cards[key].tally.cases["hidden"] for key in keys])
    if FINE & set(by):
        hidden |= withheld_counts([cards[key].tally.cases["received"] for key in keys])
        hidden |= withheld_counts([cards[key].tally.cases["hidden"] if n not in hidden else 0 for n, key in _at(keys)])
    return {key: None if n in hidden else cards[key] for n, key in _at(keys)}


def _at(keys: list[T]) -> list[tuple[int, T]]:
    return list(enumerate(keys))


__all__ = ["FEWEST", "FINE", "Sight", "cutoff_for", "may_ask", "may_see_cases", "sight", "told"]
