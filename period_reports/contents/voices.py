"""What reporters say: the index of satisfaction by its nine unsur, and whether the problem is really solved."""

from django.utils.translation import gettext as _

from maps.pictures.words import capital
from monitoring.measures import Figure
from monitoring.measures.satisfaction import FEWEST_ANSWERS
from monitoring.pages.words import interval_of, value_of
from period_reports.contents.material import Material
from period_reports.contents.tree import Block, Cell, Column, Kind, Nothing, Section, Table, Text


def voices(material: Material) -> Section:
    """Tell the index; below ten ratings only why there is none."""
    figure = material.now["satisfaction"]
    blocks: list[Block] = [_index(material, figure)]
    if figure.value is not None:
        blocks.append(_unsur(material, figure))
    blocks.append(_solved(material))
    return Section("ikm", _("Satisfaction of reporters (IKM)"), tuple(blocks))


def _index(material: Material, figure: Figure) -> Text | Nothing:
    if figure.value is None:
        told = _("There is no index: %(why)s. It is told from %(fewest)s ratings on. %(about)s")
        return Nothing(told % {"why": figure.why, "fewest": FEWEST_ANSWERS, "about": material.about(figure.n)})
    values = {"value": value_of(figure), "band": figure.band, "interval": interval_of(figure)}
    if figure.provisional:
        words = _("Provisional index: %(value)s, without a band: fewer than ten ratings have all nine marks.") % values
    else:
        words = _("IKM %(value)s, band %(band)s; 95%% interval %(interval)s.") % values
    return Text(f"{words} {material.about(figure.n)}")


def _unsur(material: Material, figure: Figure) -> Table:
    rows = tuple(
        (Cell(place, kind=Kind.COUNT), Cell(capital(part.label)), Cell(part.value), Cell(part.n))
        for place, part in enumerate(figure.parts, 1)
    )
    columns = (
        Column(_("No."), Kind.RANK),
        Column(_("Unsur")),
        Column(_("NRR (1 to 4)"), Kind.MARK),
        Column("n", Kind.COUNT),
    )
    caption = _(
        "NRR = sum of marks / n; IKM = sum of NRR × 1/9 × 25, rounded once. PermenPANRB 14/2017. "
        "As of the end of %(on)s."
    ) % {"on": material.as_of}
    return Table("unsur", _("By unsur"), caption, columns, rows)


def _solved(material: Material) -> Table | Nothing:
    figure = material.now["solved"]
    if figure.value is None:
        words = _("Whether the problem is really solved: not told (%(why)s).") % {"why": figure.why}
        return Nothing(words)
    rows = tuple((Cell(capital(part.label)), Cell(part.n), Cell(part.value)) for part in figure.parts)
    columns = (
        Column(_("Is the problem really solved?")),
        Column(_("Answers"), Kind.COUNT),
        Column(_("Share"), Kind.PERCENT),
    )
    return Table("solved", _("Really solved?"), material.about(figure.n), columns, rows)
