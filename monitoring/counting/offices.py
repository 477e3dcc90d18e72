"""Working days inside SQL: those of reports.reckoning, agency by agency, as tables of a query.

A calendar is the running number of its working days from a first day on, so that a period is one subtraction. Agencies
share calendars: all without days of their own have the nation's.
"""

import datetime as dt
from typing import Any, Final

import numpy as np

from accounts.calendars import calendar_of
from accounts.models import Agency

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


def offices(first: dt.date, last: dt.date) -> tuple[str, dict[str, Any]]:
    """Return the tables `office` (agency, calendar, zone) and `calendar` (calendar, worked), and their values.

    Parameters
    ----------
    first, last
        Days that are asked for; a few around them are there as well, for time zones.
    """
    first, last = first - dt.timedelta(days=3), last + dt.timedelta(days=3)
    known: dict[int, int] = {}
    tables: list[list[int]] = []
    agencies: list[int] = []
    numbers: list[int] = []
    zones: list[str] = []
    for agency in Agency.objects.only("id", "area_codes", "time_zone"):
        calendar = calendar_of(agency)
        if id(calendar) not in known:
            known[id(calendar)] = len(tables)
            tables.append(_running(calendar, first, last))
        agencies.append(agency.pk)
        numbers.append(known[id(calendar)])
        zones.append(agency.time_zone)
    values: dict[str, Any] = {
        "first_day": first,
        "office_agencies": agencies,
        "office_calendars": numbers,
        "office_zones": zones,
    }
    values |= {f"calendar_{number}": table for number, table in enumerate(tables)}
    rows = ", ".join(f"({number}, %(calendar_{number})s::int4[])" for number in range(len(tables)))
    return OFFICES.format(calendars=rows or "(0, NULL::int4[])"), values


def _running(calendar: Any, first: dt.date, last: dt.date) -> list[int]:
    """Count working days after the day before `first`, up to each day to `last`."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    before = np.full(len(days), np.datetime64(first - dt.timedelta(days=1), "D"))
    found: list[int] = calendar.count_many(before, days).tolist()
    return found
