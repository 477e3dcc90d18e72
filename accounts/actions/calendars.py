"""Change the table of days off and days worked, and tell the apps above that periods are other ones now."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.calendars import forget_days, working_days_changed, working_days_previewed
from accounts.models import CalendarDay


@dataclass(frozen=True, slots=True)
class Applied:
    """What a list of days did to the table."""

    created: int
    changed: int
    same: int


class _TriedError(Exception):
    """The rows were only tried."""


@transaction.atomic
def apply_days(days: Sequence[CalendarDay]) -> Applied:
    """Write days of a decree, one row for each day and scope; what else stands in the table stays."""
    applied = _write(days)
    if applied.created or applied.changed:
        days_changed()
    return applied


def days_changed() -> None:
    """Tell that days were changed; to be called in the transaction that changed them."""
    forget_days()
    transaction.on_commit(forget_days)
    working_days_changed.send(sender=CalendarDay)


def foresee_days(days: Iterable[CalendarDay], without: Iterable[int] = ()) -> list[str]:
    """Return in sentences what days would change for the apps above, if they were written and others (keys) deleted."""
    told: list[str] = []
    try:
        with transaction.atomic():
            CalendarDay.objects.filter(pk__in=list(without)).delete()
            _write(list(days))
            told = [said for _receiver, said in working_days_previewed.send(sender=CalendarDay) if said]
            raise _TriedError
    except _TriedError:
        forget_days()
    return told


def _write(days: Sequence[CalendarDay]) -> Applied:
    known: dict[tuple[dt.date, str, int | None], CalendarDay] = {
        (row.day, row.area_code, row.agency_id): row
        for row in CalendarDay.objects.filter(day__in=[day.day for day in days])
    }
    new, changed, same = [], [], 0
    for day in days:
        row = known.get((day.day, day.area_code, day.agency_id))
        if row is None:
            new.append(day)
        elif (row.working, row.name, row.basis) == (day.working, day.name, day.basis):
            same += 1
        else:
            row.working, row.name, row.basis = day.working, day.name, day.basis
            changed.append(row)
    CalendarDay.objects.bulk_create(new)
    CalendarDay.objects.bulk_update(changed, ("working", "name", "basis"))
    forget_days()
    return Applied(len(new), len(changed), same)
