"""Puts the chapters together: who prints, writes or packs a report begins here."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from maps.pictures.words import capital
from monitoring.measures import Scorecard
from monitoring.pages.months import months_of
from period_reports.contents.ground import ground
from period_reports.contents.handling import deadlines, lateness, places
from period_reports.contents.material import Material, whole
from period_reports.contents.method import figures, method
from period_reports.contents.plans import plans
from period_reports.contents.summary import summary
from period_reports.contents.tree import Contents, FigureRow, Signature
from period_reports.contents.voices import voices
from period_reports.contents.volumes import volumes
from period_reports.contents.written import cases_told, constraints, use_in_policy
from period_reports.models import PeriodReport
from period_reports.orders import Order
from reports.models import Report

CHAPTERS = (
    summary, volumes, ground, deadlines, places, lateness, voices, plans, constraints, cases_told, use_in_policy,
    method, figures,
)  # fmt: skip


def order_of(report: PeriodReport) -> Order:
    """Return the order that a report answers."""
    level = "province" if len(report.area) == 2 else "regency"
    return Order(report.area, report.area_name, level, report.span, report.on, report.edition, report.public)


def compose(report: PeriodReport) -> Contents:
    """Return the contents of a report, in the active language, all figures as of its cut-off."""
    material = Material(order_of(report), report.asked_by or AnonymousUser(), report.said)
    kind = {3: _("Quarterly report"), 6: _("Half-yearly report"), 12: _("Yearly report")}[months_of(report.span) or 12]
    return Contents(
        title=_("%(kind)s on environmental complaints") % {"kind": kind},
        area=report.area_name,
        period=capital(report.span.label),
        audience=_audience(report),
        warning=_warning(report),
        demo=_("Demonstration: the reports counted here are invented.") if _demo() else "",
        facts=_facts(report, material),
        sections=tuple(chapter(material) for chapter in CHAPTERS),
        figures=tuple(_data(material)),
        signature=_signature(report.said),
    )


def figures_of(contents: Contents) -> dict[str, Any]:
    """Return the figures of all cases together by name of measure, as a report keeps them."""
    return {row.measure: _without_keys(row) for row in contents.figures if row.group == "all"}


def _without_keys(row: FigureRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in ("group", "key", "name", "measure")}


def _audience(report: PeriodReport) -> str:
    return _("For everybody") if report.public else _("Internal, for signature")


def _warning(report: PeriodReport) -> str:
    if report.public:
        return _("Figures of cases that anybody may open. This report may be published.")
    return _(
        "Figures of all cases, also of confidential and archived ones. Not for publication: for those who sign it and "
        "those who watch over this area."
    )


def _facts(report: PeriodReport, material: Material) -> tuple[tuple[str, str], ...]:
    return (
        (_("Area"), f"{report.area_name} ({report.area})"),
        (_("Period"), capital(report.span.label)),
        (_("As of the end of"), material.as_of),
        (_("Measured cases"), f"n = {whole(material.now['cohort'].n)}"),
        (_("Boundaries"), report.edition.name),
        (_("For whom"), _audience(report)),
    )


def _data(material: Material) -> Iterator[FigureRow]:
    """Yield all figures: of all cases, then by group."""
    yield from _rows("all", material.order.area, material.order.area_name, material.now)
    for group in material.groups:
        if group == "month":
            for (month,), one in material.groups["month"].items():
                yield from _rows("month", month, month, one)
        else:
            for code, name, one in material.rows(group):
                yield from _rows(group, code, name, one)


def _rows(group: str, key: str, name: str, one: Scorecard) -> Iterator[FigureRow]:
    for measure, figure in one.figures.items():
        yield FigureRow(
            group, key, name, measure, figure.value, figure.n, figure.hits, figure.low, figure.high, str(figure.why),
            figure.band, figure.provisional,
        )  # fmt: skip


def _signature(said: dict[str, Any]) -> Signature:
    day = said.get("signed_on") or ""
    return Signature(
        name=said.get("signer_name", ""), nip=said.get("signer_nip", ""), title=said.get("signer_title", ""),
        place=said.get("signed_in", ""), day=dt.date.fromisoformat(day) if day else None,
    )  # fmt: skip


def _demo() -> bool:
    return Report.objects.filter(is_demo=True).exists()
