"""The evidence pack: the report with its data, its method and the decrees behind it, in one ZIP with checksums.

Made anew of the same report it is the same, byte for byte: its members have no time but that of the report.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Agency
from boundaries.models import Edition
from boundaries.spreadsheets import csv_cell
from monitoring.measures import MEASURES
from monitoring.pages.words import unit_words
from period_reports.contents.tree import Contents, FigureRow
from period_reports.models import PeriodReport
from period_reports.orders import Order
from reports.models import Deadline, RuleCase

Row = Iterable[Any]
_OF_CASES: Final = (
    "number", "kind", "category", "state", "received_on", "verified_on", "closed_on", "outcome", "province", "regency",
)  # fmt: skip
_OF_BASES: Final = ("what", "code", "title", "legal_basis", "valid_from", "valid_to", "source")


def pack(report: PeriodReport, order: Order, contents: Contents, files: dict[str, bytes]) -> bytes:
    """Return the ZIP.

    Parameters
    ----------
    files
        The report as PDF and XLSX, by name.
    """
    context = {
        "report": report, "order": order, "contents": contents, "files": list(files),
        "measures": [(measure, unit_words(measure)) for measure in MEASURES],
        "made_on": timezone.localdate(report.asked_at, timezone.get_default_timezone()),
    }  # fmt: skip
    members = {
        "README.md": render_to_string("period_reports/pack/readme.txt", context).strip().encode() + b"\n",
        **files,
        "metode.md": render_to_string("period_reports/pack/method.txt", context).strip().encode() + b"\n",
        "data/angka.csv": _csv([field.name for field in fields(FigureRow)], map(astuple, contents.figures)),
        "data/laporan-terbuka.csv": _csv(_OF_CASES, _cases(order)),
        "dasar-hukum.csv": _csv(_OF_BASES, _bases(order)),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(members.items()))
    return _zipped({**members, "SHA256SUMS": sums.encode()}, report)


def _zipped(members: dict[str, bytes], report: PeriodReport) -> bytes:
    moment = timezone.localtime(report.asked_at, timezone.get_default_timezone()).timetuple()[:6]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, content)
    return file.getvalue()


def _csv(head: Iterable[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cases(order: Order) -> Iterator[Row]:
    """Yield the reports of the period that anybody may open, with what their pages tell, as they are now."""
    zone = timezone.get_default_timezone()
    for one in order.open_reports().with_names().order_by("received_at", "pk").iterator(1_000):
        days = [
            moment and timezone.localdate(moment, zone) for moment in (one.received_at, one.verified_at, one.closed_at)
        ]
        yield (
            one.number, one.kind, one.category_id, one.state, *days, one.outcome,
            one.province.code if one.province else "", one.regency.code if one.regency else "",
        )  # fmt: skip


def _bases(order: Order) -> Iterator[Row]:
    """Yield the laws and decrees on record: of boundaries, deadlines, who is responsible, measures.

    Agencies with their seat in the area stand there without one: which decree made them is on record nowhere.
    """
    last = order.on
    edition: Edition = order.edition
    yield (
        "boundaries", edition.name, edition.name, edition.legal_basis, edition.valid_from, edition.valid_to,
        edition.source,
    )  # fmt: skip
    for deadline in Deadline.objects.in_force(last).order_by("pk"):
        title = f"{deadline.get_step_display()}: {deadline.days}"
        yield ("deadline", deadline.code, title, deadline.basis, deadline.valid_from, deadline.valid_to, "")
    for case in RuleCase.objects.in_force(last).select_related("rule").order_by("rule", "priority", "pk"):
        yield ("rule", case.code, str(case.rule), case.basis, case.valid_from, case.valid_to, "")
    for one in Agency.objects.in_force(last).filter(area_codes__0__startswith=order.area).order_by("code"):
        yield ("agency", one.code, one.name, "", one.valid_from, one.valid_to, "")
    for measure in MEASURES:
        if measure.source != "geo_lapor":
            yield ("measure", measure.name, str(measure.label), measure.source, None, None, "")
