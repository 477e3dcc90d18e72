"""Builds a report that was asked for: contents once, then every file of them; all is there or nothing."""

import hashlib
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from period_reports.contents.compose import compose, figures_of, order_of
from period_reports.models import BuildState, PeriodReport, ReportFile
from period_reports.pack import pack
from period_reports.printing.pdf import pdf
from period_reports.xlsx import workbook

_COMPOSED: Final = 20
"""Hundredths of the work until the figures are there."""


def build(report_id: int) -> PeriodReport:
    """Build a report; one that is built is returned as it is.

    It may be run twice (jobs.job): files are written last, in the transaction that says that it is done; of two
    that build at once, the second finds it done and leaves what it made.
    """
    report = PeriodReport.objects.select_related("edition", "asked_by").get(pk=report_id)
    if report.state == BuildState.DONE:
        return report
    _say(report, 5)
    try:
        return _built(report)
    except Exception:
        # Said on its page; the queue tries again, and its row is the dead letter if that does not help
        PeriodReport.objects.filter(pk=report.pk).exclude(state=BuildState.DONE).update(state=BuildState.FAILED)
        raise


def _built(report: PeriodReport) -> PeriodReport:
    order = order_of(report)
    with translation.override(settings.LANGUAGE_CODE):
        contents = compose(report)
        _say(report, _COMPOSED)
        printed = pdf(report, order, contents, lambda percent: _say(report, _COMPOSED + 70 * percent // 100))
        stem = file_stem(report)
        files = {f"{stem}.pdf": printed.content, f"{stem}.xlsx": workbook(contents)}
        whole = {**files, f"{stem}.zip": pack(report, order, contents, files)}
    with transaction.atomic():
        locked = PeriodReport.objects.select_for_update().get(pk=report.pk)
        if locked.state == BuildState.DONE:
            return locked
        for name, content in whole.items():
            _store(locked, name, content)
        locked.figures, locked.pages = figures_of(contents), printed.pages
        locked.state, locked.percent, locked.built_at = BuildState.DONE, 100, timezone.now()
        locked.save()
    return locked


def file_stem(report: PeriodReport) -> str:
    """Return what the files of a report are called, without ending."""
    audience = "umum" if report.public else "internal"
    return f"laporan-{report.area}-{slugify(report.area_name)}-{report.period.lower()}-{audience}-{report.pk}"


def _store(report: PeriodReport, name: str, content: bytes) -> None:
    """Write a file beside its row; a file whose transaction fails is left behind, and named by nobody."""
    made = ReportFile(
        report=report, kind=name.rpartition(".")[2], name=name, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    made.file.save(name, ContentFile(content), save=False)
    made.save(force_insert=True)


def _say(report: PeriodReport, percent: int) -> None:
    """Tell how far it is, to whoever looks at its page."""
    PeriodReport.objects.filter(pk=report.pk).exclude(state=BuildState.DONE).update(
        state=BuildState.BUILDING, percent=percent
    )
