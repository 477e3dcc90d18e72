"""A view as a file: CSV (UTF-8, ISO dates, no cell that a spreadsheet takes for a formula) or XLSX.

The rows are those of the list, in its order. Who reported is never in it: a list of names leaves no trace of why
someone looked, as the case page does.
"""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.directory import Directory
from boundaries.spreadsheets import Echo, csv_cell
from reports.models import Report
from reports.querysets import ReportQuerySet

MOST_ROWS_XLSX = 100_000
CHUNK = 1_000
_LONGEST_CELL = 32_767  # of a spreadsheet
_NO_XML = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff]")  # one of them, and no program opens the file


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it says of a report, and how wide it is in a spreadsheet (characters)."""

    heading: str | Promise
    value: Callable[[Report], Any]
    width: int = 14


def _agency_name(report: Report) -> str:
    known = Directory.on().by_id(report.agency_id) if report.agency_id else None
    return known.name if known else ""


COLUMNS: tuple[Column, ...] = (
    Column(gettext_lazy("number"), lambda report: report.number, 12),
    Column(gettext_lazy("kind"), lambda report: report.get_kind_display(), 16),
    Column(gettext_lazy("category code"), lambda report: report.category_id, 8),
    Column(gettext_lazy("category"), lambda report: report.category.name, 30),
    Column(gettext_lazy("state"), lambda report: report.get_state_display(), 20),
    Column(gettext_lazy("urgency"), lambda report: report.get_urgency_display(), 10),
    Column(gettext_lazy("received"), lambda report: report.received_at, 18),
    Column(gettext_lazy("verified"), lambda report: report.verified_at, 18),
    Column(gettext_lazy("due"), lambda report: report.due_on, 12),
    Column(gettext_lazy("answer due"), lambda report: report.answer_due_on, 12),
    Column(gettext_lazy("first answered"), lambda report: report.answered_at, 18),
    Column(gettext_lazy("closed"), lambda report: report.closed_at, 18),
    Column(gettext_lazy("outcome"), lambda report: report.get_outcome_display() if report.outcome else "", 18),
    Column(gettext_lazy("agency"), _agency_name, 32),
    Column(gettext_lazy("unit"), lambda report: report.unit.name if report.unit else "", 24),
    Column(gettext_lazy("officer"), lambda report: str(report.assignee) if report.assignee else "", 22),
    Column(gettext_lazy("regency code"), lambda report: report.regency.code if report.regency else "", 10),
    Column(gettext_lazy("regency or city"), lambda report: report.regency.name if report.regency else "", 26),
    Column(gettext_lazy("province"), lambda report: report.province.name if report.province else "", 22),
    Column(gettext_lazy("longitude"), lambda report: round(report.point.x, 6) if report.point else None, 12),
    Column(gettext_lazy("latitude"), lambda report: round(report.point.y, 6) if report.point else None, 12),
    Column(gettext_lazy("place to be confirmed"), lambda report: _yes(report.doubtful), 10),
    Column(gettext_lazy("transfers"), lambda report: report.transfers, 10),
    Column(gettext_lazy("anonymous"), lambda report: _yes(report.anonymous), 10),
    Column(gettext_lazy("confidential"), lambda report: _yes(report.confidential), 10),
    Column(gettext_lazy("channel"), lambda report: report.channel, 10),
    Column(gettext_lazy("what happened"), lambda report: report.description, 60),
    Column(gettext_lazy("suspected source"), lambda report: report.suspected_source, 30),
)
_RELATED = ("category", "regency", "province", "unit", "assignee")
_NEEDED = (
    "number", "kind", "category__name_id", "category__name_en", "state", "urgency", "received_at", "verified_at",
    "due_on", "answer_due_on", "answered_at", "closed_at", "outcome", "agency_id", "unit__name", "assignee__name",
    "assignee__email", "regency__code", "regency__name", "province__name", "point", "doubtful", "transfers",
    "anonymous", "confidential", "channel", "description", "suspected_source",
)  # fmt: skip


def records(reports: ReportQuerySet) -> Iterator[list[Any]]:
    """Return the cells of each report: texts, numbers, dates and times, None where there is none.

    Times are told in the zone of the page from which this is asked for, however much later the rows are read.
    """
    zone = timezone.get_current_timezone()
    rows = reports.select_related(*_RELATED).only(*_NEEDED).iterator(chunk_size=CHUNK)
    return ([_local(column.value(report), zone) for column in COLUMNS] for report in rows)


def csv_lines(reports: ReportQuerySet) -> Iterator[bytes]:
    """Return the lines of the CSV file. UTF-8 without a byte order mark; every program of this decade reads it."""
    writer = csv.writer(Echo())
    heading = writer.writerow([str(column.heading) for column in COLUMNS])
    return chain([heading], (writer.writerow([csv_cell(cell) for cell in cells]) for cells in records(reports)))


def xlsx_file(reports: ReportQuerySet, title: str) -> IO[bytes]:
    """Write a workbook row by row and return it, rewound. Numbers and dates are such, texts are never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_bold(sheet, str(column.heading)) for column in COLUMNS])
    for cells in records(reports):
        sheet.append([_cell(sheet, cell) for cell in cells])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _yes(said: bool) -> str:
    return _("yes") if said else _("no")


def _local(value: Any, zone: dt.tzinfo) -> Any:
    return timezone.localtime(value, zone) if isinstance(value, dt.datetime) else value


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, _NO_XML.sub("", value)[:_LONGEST_CELL])
    cell.data_type = "s"  # a text, whatever it begins with
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in r"[]:*?/\\'")[:31] or "GeoLapor"
