"""The first chapter: what came in, how far it got, and whether it changed."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maps.pictures.words import capital
from monitoring.measures import BY_NAME, Direction
from monitoring.pages.changes import change
from monitoring.pages.words import interval_of, value_of
from period_reports.contents.material import Material, whole
from period_reports.contents.telling import cell_of
from period_reports.contents.tree import Block, Cell, Column, Kind, Nothing, Section, Table, Text

HEADLINE: Final = (
    "received", "cohort", "verified_in_3_days", "followed_up", "closed", "speed_median", "sla_answer", "backlog",
    "overdue", "satisfaction", "solved",
)  # fmt: skip


def summary(material: Material) -> Section:
    """Tell the figures that are read first, each with what it was the period before."""
    now = material.now
    blocks: list[Block]
    if not now["received"].n and not now["backlog"].n:
        blocks = [Nothing(_("No report came in from this area in the period, and none was open at the cut-off."))]
    else:
        blocks = [Text(_in_words(material)), _table(material)]
    return Section("summary", _("Summary"), tuple(blocks))


def _in_words(material: Material) -> str:
    now = material.now
    values = {
        "received": whole(now["received"].n),
        "cohort": whole(now["cohort"].n),
        "followed_up": value_of(now["followed_up"]),
        "closed": value_of(now["closed"]),
        "open": whole(now["backlog"].n),
        "on": material.as_of,
    }
    first = _("%(received)s reports came in; %(cohort)s of them were verified and are measured here.") % values
    second = _("Followed up were %(followed_up)s of the measured cases, closed %(closed)s.") % values
    third = _("At the end of %(on)s %(open)s cases were open, whenever they had come in.") % values
    return f"{first} {second} {third}"


def _table(material: Material) -> Table:
    before, _cutoff = material.asked.before
    rows = []
    for name in HEADLINE:
        figure, then = material.now[name], material.before[name]
        moved = change(figure, then, before)
        rows.append((
            Cell(capital(BY_NAME[name].label)),
            cell_of(figure, mixed=True),
            Cell(interval_of(figure) or None),
            Cell(figure.n),
            cell_of(then, mixed=True),
            Cell(_direction(name, moved.tone) if moved else None),
        ))  # fmt: skip
    columns = (
        Column(_("Measure")), Column(_("Value"), Kind.MIXED), Column(_("Interval of 95 percent")),
        Column("n", Kind.COUNT), Column(before.label, Kind.MIXED), Column(pgettext("figure", "Change")),
    )  # fmt: skip
    caption = _(
        "%(about)s Better or worse is said only where the 95%% intervals do not touch. "
        "In brackets: of fewer than 20 cases, too few to compare."
    ) % {"about": material.about(material.now["cohort"].n)}
    return Table("summary", _("Key figures"), caption, columns, tuple(rows))


def _direction(name: str, tone: str) -> str | None:
    """Return whether a measure got better; None where no way is better, or nothing says what chance may do."""
    if BY_NAME[name].direction == Direction.NEITHER:
        return None
    return {"better": _("better"), "worse": _("worse")}.get(tone, _("no clear change"))
