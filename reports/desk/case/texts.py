"""Texts kept ready, and their blanks: "{tanggal kunjungan}" must be filled before a citizen reads it."""

import re
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from reports.models import AnswerTemplate, Report

_BLANK = re.compile(r"\{([^{}\n]{1,80})\}")
# What the case itself tells, by the names under which texts ask for it.
_KNOWN = {
    "nomor": "number", "nomor laporan": "number", "number": "number",
    "instansi": "agency", "agency": "agency",
    "kategori": "category", "category": "category",
    "hari ini": "today", "tanggal": "today", "today": "today",
}  # fmt: skip


def blanks(text: str) -> list[str]:
    """Return the names of the blanks in a text, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of blanks; those without a value stay."""
    return _BLANK.sub(lambda found: values.get(found[1].strip(), "").strip() or found[0], text)


def fill_known(text: str, report: Report) -> str:
    """Fill what the case itself knows: its number, agency and category, and today's date."""
    facts = {
        "number": report.number,
        "agency": report.agency.name if report.agency else "",
        "category": report.category.name,
        "today": date_format(timezone.localdate(), "j F Y"),
    }
    return fill(text, {name: facts[_KNOWN[name.lower()]] for name in blanks(text) if name.lower() in _KNOWN})


def kept_ready(report: Report, use: str) -> list[AnswerTemplate]:
    """Return the texts for a use: the agency's own first, then the platform's."""
    rows = AnswerTemplate.objects.filter(Q(agency=report.agency_id) | Q(agency=None), use=use, active=True)
    return sorted(rows, key=lambda row: (row.agency_id is None, row.name))
