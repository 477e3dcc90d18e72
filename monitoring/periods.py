"""The time in which reports came in: a month, a quarter (triwulan), a half year, a year, or any days."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _

_NAMED: Final = re.compile(r"(?P<year>(19|20)\d\d)(-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4])|-S(?P<half>[12]))?")
_MONTHS: Final = 12


class PeriodError(ValueError):
    """The period makes no sense; the message is for whoever asked."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, in the site's time zone. `name` is "2026-Q3", or "" for any."""

    first: dt.date
    last: dt.date
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what ends before it begins."""
        if self.last < self.first:
            raise PeriodError(_("The period ends before it begins."))

    @classmethod
    def parse(cls, name: str) -> "Period":
        """Return the period of a name: "2026", "2026-S1", "2026-Q3" or "2026-07". Raises PeriodError."""
        found = _NAMED.fullmatch(name)
        if not found:
            raise PeriodError(_("Write the period as 2026, 2026-S1, 2026-Q3 or 2026-07."))
        year = int(found["year"])
        if found["month"]:
            return cls._months(year, int(found["month"]), 1, name)
        if found["quarter"]:
            return cls._months(year, 3 * int(found["quarter"]) - 2, 3, name)
        if found["half"]:
            return cls._months(year, 6 * int(found["half"]) - 5, 6, name)
        return cls._months(year, 1, _MONTHS, name)

    @classmethod
    def between(cls, first: dt.date, last: dt.date) -> "Period":
        """Return the days between two, both included. Raises PeriodError where they are upside down."""
        return cls(first, last)

    @classmethod
    def year_until(cls, last: dt.date) -> "Period":
        """Return the twelve months that end with a day: those after the same day of the year before."""
        day = min(last.day, calendar.monthrange(last.year - 1, last.month)[1])
        if last.month == 2 and last.day == calendar.monthrange(last.year, 2)[1]:  # from one end of February to another
            day = calendar.monthrange(last.year - 1, 2)[1]
        return cls(dt.date(last.year - 1, last.month, day) + dt.timedelta(days=1), last)

    @classmethod
    def containing(cls, day: dt.date, months: int) -> "Period":
        """Return the month (1), quarter (3), half year (6) or year (12) in which a day lies."""
        begin = (day.month - 1) // months * months + 1
        number = (begin - 1) // months + 1
        names = {1: f"-{begin:02}", 3: f"-Q{number}", 6: f"-S{number}", _MONTHS: ""}
        return cls._months(day.year, begin, months, f"{day.year}{names[months]}")

    @classmethod
    def _months(cls, year: int, month: int, number: int, name: str) -> "Period":
        end = month + number - 1
        return cls(dt.date(year, month, 1), dt.date(year, end, calendar.monthrange(year, end)[1]), name)

    @property
    def since(self) -> dt.datetime:
        """The moment at which it begins."""
        return midnight(self.first)

    @property
    def until(self) -> dt.datetime:
        """The moment at which it is over."""
        return midnight(self.last + dt.timedelta(days=1))

    @property
    def label(self) -> str:
        """What to call it, in the language of the page."""
        if not self.name:
            days = (formats.date_format(day, "j F Y") for day in (self.first, self.last))
            return _("%(first)s to %(last)s") % dict(zip(("first", "last"), days, strict=True))
        year = {"year": self.first.year}
        if "-Q" in self.name:
            return _("quarter %(number)s of %(year)s") % {"number": self.name[-1], **year}
        if "-S" in self.name:
            return _("half %(number)s of %(year)s") % {"number": self.name[-1], **year}
        return formats.date_format(self.first, "F Y") if "-" in self.name else str(self.first.year)


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in the site's time zone, whatever zone a page tells its times in."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min), timezone.get_default_timezone())


def cutoff_on(day: dt.date) -> dt.datetime:
    """Return the cut-off by which a whole day counts: the moment at which it is over."""
    return midnight(day + dt.timedelta(days=1))
