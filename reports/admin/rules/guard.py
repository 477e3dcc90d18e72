"""No change of the rules may leave a question without an answer that had one before."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.responsibility.check import Problem, days_of_change, problems
from reports.responsibility.rulebook import Rulebook

MOST_PROBLEMS = 8
LOCK = 0x72756C6573  # any number that changes of the rules alone use


class RefusedError(Exception):
    """The rows as written would leave questions without an answer; `found` says which, for whoever wrote them."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("refused")
        self.found = found


class Guard:
    """Remembers what was wrong before a change, so that a set that is broken can be mended step by step.

    Changes wait for each other: two that are sound by themselves may be none together. To be made and asked within one
    transaction.
    """

    def __init__(self) -> None:
        """Wait for other changes, then look."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        self._before = set(_problems_from_today())

    def found(self) -> list[str]:
        """Return what is wrong now that was not wrong before, the first few of it."""
        found = [str(problem) for problem in _problems_from_today() if problem not in self._before]
        found = list(dict.fromkeys(found))
        more = len(found) - MOST_PROBLEMS
        if more > 0:
            found[MOST_PROBLEMS:] = [_("… and %(count)d more like these.") % {"count": more}]
        return found

    def check(self) -> None:
        """Raise RefusedError where something is wrong that was not wrong before."""
        if found := self.found():
            raise RefusedError(found)


def _problems_from_today() -> list[Problem]:
    """What is wrong with the rules of today, and with those of every day on which they will change."""
    today = timezone.localdate()
    days = [today, *(day for day in days_of_change() if day > today)]
    return [problem for day in days for problem in problems(Rulebook.load(day))]
