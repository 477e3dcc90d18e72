"""The way from a figure to its cases: the inbox for who may see all of them, the public map for everybody else."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.standing import standing_of
from monitoring.counting.families import BANDS
from monitoring.measures import Scorecard
from monitoring.pages.asked import Asked
from monitoring.policies import may_see_cases

PROVINCE_CODE: Final = 2
"""Letters in the code of a province; those of regencies are longer."""

_OLDEST: Final = 2
"""Bands of age, counted from the oldest, that are called old."""
OLD_DAYS: Final = BANDS[-_OLDEST]


@dataclass(frozen=True, slots=True)
class Way:
    """A link to cases, and what is behind it."""

    url: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Task:
    """Cases that wait for somebody: how many there were at the cut-off, and the way to those of today."""

    n: int
    way: Way


def tasks(asked: Asked, now: Scorecard) -> list[Task]:
    """Return what waits too long, for staff who may open all of it; the most pressing first."""
    if not _opens_cases(asked):
        return []
    oldest = now["backlog"].parts[-_OLDEST:]
    old = _link(_inbox(), {**_where(asked), "until": (asked.on - dt.timedelta(days=OLD_DAYS + 1)).isoformat()})
    found = (
        (now["overdue"].hits or 0, "overdue", _("with a step that is late"), "alarm"),
        (now["unconfirmed"].hits or 0, "doubtful", _("not confirmed for a week"), "signpost-split"),
    )
    in_folders = [
        Task(n, Way(_link(_inbox(), {"folder": folder, **_where(asked)}), label, icon))
        for n, folder, label, icon in found
    ]
    label = _("open for more than %(days)s days") % {"days": OLD_DAYS}
    return [
        task
        for task in (*in_folders, Task(sum(part.n for part in oldest), Way(old, label, "hourglass-split")))
        if task.n
    ]


def ways(asked: Asked, standing: bool = False) -> list[Way]:
    """Return the ways to the cases of a question.

    Parameters
    ----------
    standing
        To those that are open, whenever they came in.
    """
    scope, period = asked.scope, asked.period
    days = {"since": period.first.isoformat(), "until": min(period.last, asked.on).isoformat()}
    if standing:
        days = {}
    if may_see_cases(asked.user, scope):
        query = {**_where(asked), **days}
        found = [
            Way(_link(_inbox(), query), _("Open cases in the inbox"), "inbox"),
            Way(_link(_inbox(), {"folder": "overdue", **query}), _("Overdue ones"), "alarm"),
        ]
        if not standing:
            found.append(Way(_link(_inbox(), {"folder": "closed", **query}), _("Closed ones"), "archive"))
        return found if _opens_cases(asked) else []
    if scope.agency:
        return []
    regency = scope.area if len(scope.area) > PROVINCE_CODE else ""
    query = {"province": scope.area[:PROVINCE_CODE], "regency": regency, "category": scope.category, **days}
    return [Way(_link(reverse("maps:map"), query), _("Public reports on the map and in a list"), "map")]


def to_confirm(asked: Asked) -> Way | None:
    """Return the way to the cases whose place or agency somebody must confirm; None for whoever may not."""
    if not _opens_cases(asked):
        return None
    return Way(_link(_inbox(), {"folder": "doubtful", **_where(asked)}), _("Cases to be confirmed"), "signpost-split")


def _opens_cases(asked: Asked) -> bool:
    return may_see_cases(asked.user, asked.scope) and standing_of(asked.user).is_staff


def _inbox() -> str:
    return reverse("reports:desk:inbox")


def _where(asked: Asked) -> dict[str, str]:
    """Return the filters of the inbox that say whose cases are meant."""
    scope = asked.scope
    return {
        "province": scope.area if len(scope.area) == PROVINCE_CODE else "",
        "regency": scope.area if len(scope.area) > PROVINCE_CODE else "",
        "agency": scope.agency,
        "category": scope.category,
    }


def _link(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode({name: value for name, value in query.items() if value})}"
