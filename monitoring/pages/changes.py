"""What changed between two figures, and whether more than chance may do it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.measures import BY_NAME, Cohort, Direction, Figure, Unit
from monitoring.pages.words import in_unit, number
from monitoring.periods import Period

_STANDING: Final = (Cohort.OPEN, Cohort.PEOPLE)
"""What is so at a moment, whenever cases came in."""


@dataclass(frozen=True, slots=True)
class Change:
    """From one figure to the next. `tone` is better, worse or same; `icon` differs in shape; `text` says it all."""

    tone: str
    icon: str
    text: str


def change(now: Figure, then: Figure, period: Period) -> Change | None:
    """Return what changed since the period before; None where one of them has no value or is provisional.

    A change counts as better or worse where the 95 % intervals do not touch; without intervals, and where no way is
    better, it is only told.
    """
    if now.value is None or then.value is None or now.provisional or then.provisional:
        return None
    measure = BY_NAME[now.measure]
    difference = now.value - then.value
    told = {"value": in_unit(then.value, measure.unit), "n": number(then.n, Unit.CASES)}
    if measure.cohort in _STANDING:
        last = timezone.localtime(then.cutoff, timezone.get_default_timezone()) - dt.timedelta(days=1)
        words = _("%(value)s at the end of %(day)s (n = %(n)s)") % {**told, "day": date_format(last, "j F Y")}
    else:
        words = _("%(value)s in %(period)s (n = %(n)s)") % {**told, "period": period.label}
    icon = "arrow-right" if not difference else "arrow-up" if difference > 0 else "arrow-down"
    tone = _tone(now, then, measure.direction, difference)
    judged = {"better": _("better"), "worse": _("worse"), "same": ""}[tone]
    if not judged and measure.direction != Direction.NEITHER and now.low is not None:
        judged = _("no clear change")
    return Change(tone, icon, f"{judged}: {words}" if judged else words)


def clearly(one: Figure, other: Figure) -> str:
    """Return whether one figure is better or worse than another beyond chance; "same" where it is neither."""
    if one.value is None or other.value is None or one.provisional or other.provisional:
        return "same"
    return _tone(one, other, BY_NAME[one.measure].direction, one.value - other.value)


def _tone(now: Figure, then: Figure, direction: Direction, difference: float) -> str:
    if direction == Direction.NEITHER or not _apart(now, then):
        return "same"
    return "better" if (difference > 0) == (direction == Direction.HIGHER) else "worse"


def _apart(one: Figure, other: Figure) -> bool:
    """Whether two intervals have nothing in common; an open end goes on for ever."""
    if one.low is None or other.low is None:
        return False
    above = one.high is not None and one.high < other.low
    below = other.high is not None and other.high < one.low
    return above or below
