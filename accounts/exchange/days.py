"""Days of a joint decree as a table: read from CSV or XLSX, one day a row."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.checks import known_area_codes
from accounts.exchange.tables import read_table
from accounts.models import Agency, CalendarDay

COLUMNS = ("day", "name", "working", "area_code", "agency", "basis")
REQUIRED = ("day", "name")
_LONGEST = {"name": 100, "basis": 200}  # characters, as the columns have them
_YES, _NO = {"1", "ya", "yes", "true", "kerja"}, {"", "0", "tidak", "no", "false", "libur"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a row, and in which column."""

    line: str
    column: str
    message: str


def read_days(name: str, data: bytes) -> tuple[list[CalendarDay], list[Wrong]]:
    """Return the days that a file lists, not stored, and what is wrong in it.

    Raises
    ------
    accounts.exchange.TableError
        It is no table, or its header names something else.
    """
    table = read_table(name, data, COLUMNS, REQUIRED)
    areas, agencies = known_area_codes(), {agency.code: agency for agency in Agency.objects.only("pk", "code", "name")}
    days: list[CalendarDay] = []
    wrong: list[Wrong] = []
    seen: set[tuple[dt.date, str, int | None]] = set()
    for line, values in enumerate(table.dict, start=2):
        row = {column: str(values.get(column) or "").strip() for column in COLUMNS}
        found = [Wrong(str(line), column, message) for column, message in _problems(row, areas, agencies)]
        if found:
            wrong += found
            continue
        day = CalendarDay(
            day=dt.date.fromisoformat(row["day"]),
            name=row["name"],
            working=row["working"].lower() in _YES,
            area_code=row["area_code"],
            agency=agencies.get(row["agency"]),
            basis=row["basis"],
        )
        key = (day.day, day.area_code, day.agency_id)
        if key in seen:
            wrong.append(Wrong(str(line), "day", _("This day stands in the file twice.")))
        seen.add(key)
        days.append(day)
    return days, wrong


def _problems(row: dict[str, str], areas: frozenset[str], agencies: dict[str, Agency]) -> Iterator[tuple[str, str]]:
    try:
        dt.date.fromisoformat(row["day"])
    except ValueError:
        yield "day", _("Write the date as year-month-day, for example 2024-10-21.")
    if not row["name"]:
        yield "name", _("Say what day it is.")
    for column, longest in _LONGEST.items():
        if len(row[column]) > longest:
            yield column, _("At most %(most)d characters.") % {"most": longest}
    if row["working"].lower() not in _YES | _NO:
        yield "working", _("Write yes where the day is worked, and nothing where it is free.")
    if row["area_code"] and row["area_code"] not in areas:
        yield "area_code", _("There is no area with the code “%(code)s”.") % {"code": row["area_code"]}
    if row["agency"] and row["agency"] not in agencies:
        yield "agency", _("There is no agency with the code “%(code)s”.") % {"code": row["agency"]}
    if row["agency"] and row["area_code"]:
        yield "agency", _("Limit the day to an area or to an agency, not to both.")
