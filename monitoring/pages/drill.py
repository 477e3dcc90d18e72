"""The way from a figure to its cases: the inbox for who may see all of them, the public map for everybody else."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.standing import standing_of
from monitoring.pages.asked import Asked
from monitoring.policies import may_see_cases


@dataclass(frozen=True, slots=True)
class Way:
    """A link to cases, and what is behind it."""

    url: str
    label: str
    icon: str


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
    regency = scope.area if len(scope.area) > 2 else ""
    if may_see_cases(asked.user, scope):
        query = {"regency": regency, "category": scope.category, **days}
        inbox = reverse("reports:desk:inbox")
        found = [
            Way(_link(inbox, query), _("Open cases in the inbox"), "inbox"),
            Way(_link(inbox, {"folder": "overdue", **query}), _("Overdue ones"), "alarm"),
        ]
        if not standing:
            found.append(Way(_link(inbox, {"folder": "closed", **query}), _("Closed ones"), "archive"))
        return found if standing_of(asked.user).is_staff else []
    if scope.agency:
        return []
    query = {"province": scope.area[:2], "regency": regency, "category": scope.category, **days}
    return [Way(_link(reverse("maps:map"), query), _("Public reports on the map and in a list"), "map")]


def _link(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode({name: value for name, value in query.items() if value})}"
