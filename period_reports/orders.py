"""Which report is asked for: an area, a period that is over, the last day that counts, boundaries, whose figures."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from monitoring.counting.asking import case_ids
from monitoring.measures import Period, PeriodError, Scope, cutoff_on
from monitoring.pages.asked import EARLIEST, Asked
from monitoring.pages.months import months_of
from reports.models import Report
from reports.querysets import ReportQuerySet

LENGTHS: Final = (3, 6, 12)
"""Months of the periods of which there are reports: triwulan, semester, year."""


class OrderError(ValueError):
    """No such report can be built; `errors` holds a sentence for the user by the field where it was asked for."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in errors.items()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Order:
    """A sound order. `area_name` is that of the edition; `level` says whether it is a province or a regency."""

    area: str
    area_name: str
    level: str
    period: Period
    on: dt.date
    edition: Edition
    public: bool

    @property
    def is_province(self) -> bool:
        """Whether it is of a province, else of a regency or city."""
        return self.level == Level.PROVINCE

    @property
    def is_of_today(self) -> bool:
        """Whether its boundaries are those in force."""
        return self.edition == Edition.objects.in_force().first()

    def open_reports(self) -> ReportQuerySet:
        """Return the reports of area and period that anybody may open now; of older boundaries, those counted there."""
        span = self.period
        found = Report.objects.public().filter(received_at__gte=span.since, received_at__lt=span.until)
        if self.is_of_today:
            return found.filter(**{f"{'province' if self.is_province else 'regency'}__code": self.area})
        scope = Scope(area=self.area, edition=self.edition, public=True)
        return found.filter(pk__in=case_ids(scope, span, cutoff_on(self.on)))

    @property
    def asked(self) -> Asked:
        """The question to the figures of the pages that the report answers."""
        scope = Scope(area=self.area, edition=None if self.is_of_today else self.edition, public=self.public)
        return Asked(AnonymousUser(), scope, self.period, cutoff_on(self.on))


def order(
    area: str, period: str, on: dt.date | None = None, edition: str = "", *, public: bool, today: dt.date | None = None
) -> Order:
    """Return the order that was meant.

    Parameters
    ----------
    period
        The name of a quarter, a half year or a year: "2026-Q3", "2026-S1", "2026".
    on
        The last day that counts; the last of the period if None. Public figures are as of ends of months.
    edition
        The name of the boundaries; if "", those in force today, or the last that had the area.

    Raises
    ------
    OrderError
        With all that is wrong, by the name of the parameter.
    """
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    errors: dict[str, str] = {}
    span = _period(period, today, errors)
    place = _place(area, edition, errors)
    if span is not None and on is not None:
        _check_day(on, span, today, errors, public=public)
    if errors or span is None or place is None:
        raise OrderError(errors)
    return Order(place.code, place.name, place.level, span, on or span.last, place.edition, public)


def _period(name: str, today: dt.date, errors: dict[str, str]) -> Period | None:
    try:
        period = Period.parse(name.strip())
    except PeriodError:
        errors["period"] = _("Write the period as 2026, 2026-S1 or 2026-Q3.")
        return None
    if months_of(period) not in LENGTHS:
        errors["period"] = _("There are reports of a quarter, a half year or a year, not of a month.")
    elif period.first < EARLIEST:
        errors["period"] = _("There are no reports of that time.")
    elif period.last >= today:
        last = date_format(period.last, "j F Y")
        errors["period"] = _("This period is not over before the end of %(last)s.") % {"last": last}
    return None if "period" in errors else period


def _place(code: str, name: str, errors: dict[str, str]) -> Area | None:
    """Return the area with its edition."""
    rows = Area.objects.without_geometry().filter(
        code=code.strip(), level__in=(Level.PROVINCE, Level.REGENCY), edition__in=Edition.objects.active()
    )
    found = list(rows.select_related("edition").order_by("-edition__valid_from"))
    if name:
        if not Edition.objects.active().filter(name=name).exists():
            errors["edition"] = _("There are no boundaries of this name.")
        elif not any(row.edition.name == name for row in found):
            errors["edition" if found else "area"] = (
                _("These boundaries do not have this area.") if found else _("There is no such area.")
            )
        return next((row for row in found if row.edition.name == name), None)
    if not found:
        errors["area"] = _("There is no such area.")
        return None
    in_force = Edition.objects.in_force().first()
    return next((row for row in found if row.edition == in_force), found[0])


def _check_day(on: dt.date, period: Period, today: dt.date, errors: dict[str, str], *, public: bool) -> None:
    if on >= today:
        errors["on"] = _("That day is not over yet.")
    elif on < period.last:
        errors["on"] = _("This day lies before the end of the period.")
    elif public and (on + dt.timedelta(days=1)).day != 1:
        errors["on"] = _("Public figures are as of the end of a month.")
