"""Working days inside SQL: those of reports.reckoning, agency by agency, as tables of a query.

A calendar is the running number of its working days from a first day on, so that a period is one subtraction. Agencies
share calendars: all without days of their own have the nation's.
"""

import datetime as dt
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.calendars import Calendar, calendars_of
from accounts.models import Agency
from accounts.models.agencies import seat

OFFICES: Final = """
office AS MATERIALIZED (
    SELECT * FROM unnest(%(office_agencies)s::int8[], %(office_calendars)s::int4[], %(office_zones)s::text[])
        AS o (agency, calendar, zone)),
calendar AS MATERIALIZED (SELECT * FROM (VALUES {calendars}) AS c (calendar, worked))"""

# A day's place in the table of a calendar `k`; `day` is a date in the agency's time zone.
WORKED: Final = "k.worked[({day}) - %(first_day)s::date + 1]"


def worked(day: str) -> str:
    """Return the SQL of how many working days a calendar `k` has up to and including a day (SQL of a date)."""
    return WORKED.format(day=day)


class _Office(NamedTuple):
    """What a calendar asks of an agency (accounts.calendars.Office)."""

    id: int
    area: str
    time_zone: str


def offices(first: dt.date, last: dt.date) -> tuple[str, dict[str, Any]]:
    """Return the tables `office` (agency, calendar, zone) and `calendar` (calendar, worked), and their values.

    Parameters
    ----------
    first, last
        Days that are asked for; a few around them are there as well, for time zones.
    """
    first, last = first - dt.timedelta(days=3), last + dt.timedelta(days=3)
    rows = Agency.objects.order_by().values_list("pk", "area_codes", "time_zone")
    places = [_Office(pk, seat(codes), zone) for pk, codes, zone in rows]
    calendars = calendars_of(places)
    known = {id(calendar): calendar for calendar in calendars}
    numbers = {name: number for number, name in enumerate(known)}
    tables = [_running(calendar, first, last) for calendar in known.values()]
    values: dict[str, Any] = {
        "first_day": first,
        "office_agencies": [office.id for office in places],
        "office_calendars": [numbers[id(calendar)] for calendar in calendars],
        "office_zones": [office.time_zone for office in places],
    }
    values |= {f"calendar_{number}": table for number, table in enumerate(tables)}
    listed = ", ".join(f"({number}, %(calendar_{number})s::int4[])" for number in range(len(tables)))
    return OFFICES.format(calendars=listed or "(0, NULL::int4[])"), values


def _running(calendar: Calendar, first: dt.date, last: dt.date) -> list[int]:
    """Count working days after the day before `first`, up to each day to `last`."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    before = np.full(len(days), np.datetime64(first - dt.timedelta(days=1), "D"))
    found: list[int] = calendar.count_many(before, days).tolist()
    return found
