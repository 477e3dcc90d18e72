"""How it was reckoned: which cases, as of when, under which boundaries, by which definitions; and all figures."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maps.pictures.words import capital
from monitoring.measures import MEASURES, Cohort
from monitoring.pages.remarks import remarks
from monitoring.pages.words import interval_of
from period_reports.contents.material import Material
from period_reports.contents.telling import cell_of
from period_reports.contents.tree import Block, Cell, Column, Kind, Section, Table, Text


def method(material: Material) -> Section:
    """Tell the method, what changed meanwhile, and the definition of each measure."""
    blocks: list[Block] = [Text(words) for words in _sentences(material)]
    if meanwhile := _meanwhile(material):
        blocks.append(meanwhile)
    blocks += _definitions()
    return Section("method", _("Method"), tuple(blocks))


def figures(material: Material) -> Section:
    """Tell all figures of the area, each with its n and its interval."""
    rows = tuple(
        (
            Cell(capital(measure.label)),
            cell_of(material.now[measure.name], mixed=True),
            Cell(interval_of(material.now[measure.name]) or None),
            Cell(material.now[measure.name].n),
            Cell(str(material.now[measure.name].why)),
        )
        for measure in MEASURES
    )
    columns = (
        Column(_("Measure")), Column(_("Value"), Kind.MIXED), Column(_("Interval of 95 percent")),
        Column("n", Kind.COUNT), Column(_("Remark")),
    )  # fmt: skip
    caption = _("As of the end of %(on)s. In brackets: of fewer than 20 cases, too few to compare.") % {
        "on": material.as_of
    }
    return Section("figures", _("All figures"), (Table("figures", _("All figures"), caption, columns, rows),))


def _sentences(material: Material) -> tuple[str, ...]:
    order = material.order
    edition = order.edition
    days = {
        "first": date_format(order.period.first, "j F Y"),
        "last": date_format(order.period.last, "j F Y"),
        "on": material.as_of,
    }
    cases = (
        _("Counted are the cases that anybody may open. Confidential, held-back and archived ones are in no figure.")
        if order.public
        else _("Counted are all cases, also confidential, held-back and archived ones; exercises are not.")
    )
    bounds = {
        "edition": edition.name, "source": edition.source, "basis": edition.legal_basis or _("not recorded"),
        "licence": edition.licence or _("not recorded"),
    }  # fmt: skip
    return (
        _(
            "Measured are verified reports received from %(first)s to %(last)s that are not joined to another, as they "
            "stood at the end of %(on)s; deeds of later days do not count."
        )
        % days,
        cases,
        _(
            "Open cases are counted: the median speed takes them as waiting (Kaplan–Meier). Shares have Wilson's 95%% "
            "interval. Nothing is ranked from fewer than 20 cases, nor across classes, nor by number of reports."
        )
        % {},
        _("Compared is the period before, as old then as this one is now: its cases had as much time to be handled."),
        _(
            "Boundaries: %(edition)s. Source: %(source)s. Legal basis: %(basis)s. Licence: %(licence)s. A case lies "
            "where the last matching before the cut-off put it."
        )
        % bounds,
    )


def _meanwhile(material: Material) -> Table | None:
    found = remarks(material.order.period.first, material.order.on, material.order.area)
    if not found:
        return None
    rows = tuple((Cell(one.on), Cell(one.text), Cell(one.basis or None)) for one in found)
    columns = (Column(_("Day"), Kind.DATE), Column(_("What changed")), Column(_("Legal basis"), Kind.LONG))
    caption = _("New boundaries, new rules and long holidays, from the beginning of the period to the cut-off.")
    return Table("meanwhile", _("Meanwhile"), caption, columns, rows)


def _definitions() -> Iterator[Table]:
    """Yield the definitions of the measures, those of the same cases together."""
    columns = (Column(_("Measure")), Column(_("Formula"), Kind.LONG), Column(_("Source")))
    for cohort in Cohort:
        rows = tuple(
            (
                Cell(capital(measure.label)),
                Cell(" ".join(filter(None, (f"{capital(measure.formula)}.", str(measure.caveat))))),
                Cell(measure.source),
            )
            for measure in MEASURES
            if measure.cohort == cohort
        )
        if rows:
            title = _("Measured of: %(cases)s") % {"cases": cohort.label}
            caption = _("Measures of these cases; the same on pages, in files and in the API.")
            yield Table(f"definitions-{cohort}", title, caption, columns, rows)
