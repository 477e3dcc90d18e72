"""What came in: by channel, kind, month, category and area."""

from typing import Final

from django.utils.translation import gettext as _

from boundaries.models import Area
from boundaries.models.areas import Level
from maps.pictures.words import capital
from monitoring.measures import Figure, Scorecard
from monitoring.pages.subjects import names_of
from period_reports.contents.material import Material
from period_reports.contents.telling import cell_of
from period_reports.contents.tree import Bars, Block, Cell, Column, Kind, Nothing, Section, Table, Text

MOST_BARS: Final = 8
"""Categories of the chart, the most frequent; the table has all."""


def volumes(material: Material) -> Section:
    """Tell how many reports came in, and of what."""
    now = material.now
    if not now["received"].n:
        nothing = Nothing(_("No report came in from this area in the period: there is nothing to divide."))
        return Section("volumes", _("What came in"), (nothing,))
    blocks: list[Block] = [
        Text(
            _("More reports may mean more trust, not more damage: nothing here is ranked by their number."), quiet=True
        ),
        _parts(material, now["received"], "channel", _("By channel"), _("Channel")),
        _parts(material, now["by_kind"], "kind", _("By kind"), _("Kind")),
        *_by_area(material),
        _by_category(material),
    ]
    return Section("volumes", _("What came in"), tuple(blocks))


def _parts(material: Material, figure: Figure, key: str, title: str, head: str) -> Table:
    if not figure.parts and figure.value is None:
        return Table(key, title, str(figure.why), (Column(head),), ())
    rows = tuple((Cell(capital(part.label)), Cell(part.n), Cell(_share(part.n, figure.n))) for part in figure.parts)
    columns = (Column(head), Column(_("Reports"), Kind.COUNT), Column(_("Share"), Kind.PERCENT))
    return Table(key, title, material.about(figure.n), columns, rows, (Cell(_("All")), Cell(figure.n), Cell(100.0)))


def _by_category(material: Material) -> Table:
    found = [(code, name, one) for code, name, one in material.rows("category") if one["received"].n]
    found.sort(key=lambda row: (-row[2]["received"].n, row[0]))
    rows = tuple(
        (Cell(code), Cell(name), Cell(one["received"].n), Cell(one["cohort"].n), cell_of(one["closed"]))
        for code, name, one in found
    )
    columns = (
        Column(_("Code")), Column(_("Category")), Column(_("Received"), Kind.COUNT),
        Column(_("Measured"), Kind.COUNT), Column(_("Closed"), Kind.PERCENT),
    )  # fmt: skip
    n = material.now["received"].n
    words = _("Bars: reports received by category; all numbers stand in the table.")
    bars = Bars(words, tuple((name, one["received"].n) for _code, name, one in found[:MOST_BARS]))
    caption = _("%(about)s In brackets: of fewer than 20 cases, too few to compare.") % {"about": material.about(n)}
    return Table("category", _("By category"), caption, columns, rows, bars=bars)


def _by_area(material: Material) -> tuple[Block, ...]:
    """By regency of a province. Of kecamatan nothing is known: no edition of boundaries that is in use has them."""
    without = Text(
        _("By kecamatan: not told. The boundaries “%(edition)s” have no kecamatan, so no report is matched to one.")
        % {"edition": material.order.edition.name},
        quiet=True,
    )
    if not material.order.is_province:
        return (without,)
    rows = tuple(
        (Cell(name), *(Cell(one[measure].n if one else 0) for measure in ("received", "cohort", "backlog")))
        for name, one in _regencies(material)
    )
    columns = (
        Column(_("Regency or city")), Column(_("Received"), Kind.COUNT), Column(_("Measured"), Kind.COUNT),
        Column(_("Open at the cut-off"), Kind.COUNT),
    )  # fmt: skip
    now = material.now
    total = (Cell(_("All")), Cell(now["received"].n), Cell(now["cohort"].n), Cell(now["backlog"].n))
    caption = _("%(about)s Sorted by name.") % {"about": material.about(now["received"].n)}
    return Table("regency", _("By regency and city"), caption, columns, rows, total), without


def _regencies(material: Material) -> list[tuple[str, Scorecard | None]]:
    """Return all regencies of the province by name, None where there was no case; what lies in none comes last."""
    found: dict[str, tuple[str, Scorecard | None]] = {code: (name, one) for code, name, one in material.rows("regency")}
    order = material.order
    inside = Area.objects.of(order.edition).filter(level=Level.REGENCY, parent__code=order.area)
    codes = list(inside.values_list("code", flat=True))
    names = names_of("regency", codes, order.edition)
    for code in codes:
        found.setdefault(code, (names[code], None))
    return [found[code] for code in sorted(found, key=lambda code: (not code, found[code][0].casefold()))]


def _share(part: int, n: int) -> float | None:
    return 100 * part / n if n else None
