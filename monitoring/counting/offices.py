"""Working days inside SQL: those of reports.reckoning, agency by agency, as tables of a query.

A calendar is the running number of its working days from a first day on, so that a period is one subtraction. Agencies
share calendars: all without days of their own have the nation's.
"""

import datetime as dt
from collections import Counter
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.calendars import Calendar, calendars_of
from accounts.models import Agency
from accounts.models.agencies import seat

OFFICES: Final = """
own_calendar AS MATERIALIZED (
    SELECT * FROM unnest(%(own_agencies)s::int8[], %(own_calendars)s::int4[]) AS o (agency, calendar)),
calendar AS MATERIALIZED (SELECT * FROM (VALUES {calendars}) AS c (calendar, worked))"""

# Of a span `s` with an agency: its office `o` and its calendar `k`. Number 0 is the calendar of all who have no own.
OFFICE: Final = """JOIN accounts_agency o ON o.id = s.agency LEFT JOIN own_calendar own ON own.agency = s.agency
    JOIN calendar k ON k.calendar = coalesce(own.calendar, 0)"""

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
    """Return the tables `own_calendar` (agency, calendar) and `calendar` (calendar, worked), and their values.

    Parameters
    ----------
    first, last
        Days that are asked for; a few around them are there as well, for time zones.
    """
    first, last = first - dt.timedelta(days=3), last + dt.timedelta(days=3)
    rows = Agency.objects.order_by().values_list("pk", "area_codes", "time_zone")
    places = [_Office(pk, seat(codes), zone) for pk, codes, zone in rows]
    calendars = calendars_of(places)
    named = {id(calendar): calendar for calendar in calendars}
    # Nearly all have the same one: only who has another is told to the query
    common = [name for name, _n in Counter(id(calendar) for calendar in calendars).most_common()]
    numbers = {name: number for number, name in enumerate(common)}
    tables = [_running(named[name], first, last) for name in common]
    own = [(office.id, numbers[id(calendar)]) for office, calendar in zip(places, calendars, strict=True)]
    own = [(agency, number) for agency, number in own if number]
    values: dict[str, Any] = {
        "first_day": first,
        "own_agencies": [agency for agency, _number in own],
        "own_calendars": [number for _agency, number in own],
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
