"""How it was handled: deadlines by agency, places among peers, what is late, passed on, or across a border."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maps.pictures.words import capital
from monitoring.measures import BY_NAME, FEWEST_RANKED, Peers, Ranked, Scorecard, ranked
from monitoring.pages.words import interval_of
from period_reports.contents.material import Material
from period_reports.contents.telling import OF_UNIT, cell_of
from period_reports.contents.tree import Bars, Block, Cell, Column, Kind, Nothing, Section, Table, Text

DEADLINES: Final = ("sla_verify", "sla_follow_up", "sla_answer", "speed_median")
PLACES: Final = ("sla_answer", "followed_up", "speed_median")
LATE: Final = ("overdue", "transfers_per_case", "misdirected", "crossing")
_CLASSES: Final = (Peers.REGENCY, Peers.CITY)


def _few() -> str:
    return _("In brackets: of fewer than 20 cases, too few to compare.")


def deadlines(material: Material) -> Section:
    """Tell which deadlines were kept: by agency, and to the public by area."""
    if not material.now["received"].n:
        return Section("sla", _("Deadlines by agency"), (Nothing(_("Nothing came in, so no deadline ran.")),))
    blocks: list[Block] = []
    if material.order.public:
        words = _(
            "By agency: not told in public. Which agency has a case whose place is shown coarsely would tell where it "
            "lies; the internal report has this table."
        )
        blocks.append(Text(words, quiet=True))
        by_area = material.order.is_province
        title = _("Deadlines by area") if by_area else _("Deadlines by category")
        blocks.append(_table(material, "regency" if by_area else "category", DEADLINES, "sla", title))
    else:
        counted = Text(_("A step counts for the agency whose clock it was, not for who has the case now."), quiet=True)
        blocks += [counted, _table(material, "agency", DEADLINES, "sla", _("Deadlines by agency"))]
    return Section("sla", _("Deadlines by agency"), tuple(blocks))


def places(material: Material) -> Section:
    """Tell the places of regencies and of cities, each among their like; none below n = 20."""
    title = _("Regencies and cities among their like")
    if not material.order.is_province:
        words = _("A report of one regency or city compares it with nobody; the report of its province does.")
        return Section("places", title, (Nothing(words),))
    blocks: list[Block] = []
    names = {code: label for code, label, _one in material.rows("regency") if code}
    for name in PLACES:
        rows = ranked(BY_NAME[name], {code: one[name] for code, _label, one in material.rows("regency") if code})
        if rows:
            blocks.append(_places(material, name, rows, names))
    if not blocks:
        blocks.append(Nothing(_("No regency or city had a case in the period.")))
    return Section("places", title, tuple(blocks))


def _places(material: Material, name: str, rows: list[Ranked], names: dict[str, str]) -> Table:
    """Return the places by one measure, those of each class apart; who has none stands last, without a place."""
    measure, classes = BY_NAME[name], {Peers.REGENCY: _("regencies"), Peers.CITY: _("cities")}
    cells = tuple(
        (
            Cell(names[row.key]),
            Cell(classes[Peers(row.peers)]),
            Cell(row.rank, why=str(row.why)),
            cell_of(row.figure),
            Cell(interval_of(row.figure) or None),
            Cell(row.figure.n),
        )
        for row in sorted(rows, key=lambda row: _CLASSES.index(Peers(row.peers)))
    )
    columns = (
        Column(_("Regency or city")), Column(_("Among")), Column(pgettext("league", "Place"), Kind.RANK),
        Column(capital(measure.label), OF_UNIT[measure.unit]), Column(_("Interval of 95 percent")),
        Column("n", Kind.COUNT),
    )  # fmt: skip
    caption = _(
        "As of the end of %(on)s. A place is given from n = %(fewest)s on, among regencies or among cities; where "
        "intervals overlap, places may differ by chance."
    ) % {"on": material.as_of, "fewest": FEWEST_RANKED}
    return Table(f"place-{name}", capital(measure.label), caption, columns, cells)


def lateness(material: Material) -> Section:
    """Tell what waits and since when, what is late, was passed on, or crosses a border."""
    now, title = material.now, _("Overdue, transfers, across borders")
    if not now["received"].n and not now["backlog"].n:
        return Section("late", title, (Nothing(_("No case waited, and none was passed on.")),))
    blocks: list[Block] = [
        _ages(material),
        _table(material, "regency" if material.order.is_province else "category", LATE, "late", title, open_cases=True),
    ]
    return Section("late", title, tuple(blocks))


def _ages(material: Material) -> Table:
    backlog = material.now["backlog"]
    rows = tuple((Cell(capital(part.label)), Cell(part.n)) for part in backlog.parts)
    caption = _("%(about)s Whenever they came in.") % {"about": material.about(backlog.n)}
    columns = (Column(_("Days since they came in")), Column(_("Open cases"), Kind.COUNT))
    total = (Cell(_("All")), Cell(backlog.n))
    words = _("Bars: open cases by days since they came in; the numbers stand in the table.")
    bars = Bars(words, tuple((str(part.label), part.n) for part in backlog.parts)) if backlog.n else None
    return Table("ages", _("What waits, by age"), caption, columns, rows, total, bars)


def _table(
    material: Material, group: str, names: tuple[str, ...], key: str, title: str, *, open_cases: bool = False
) -> Table:
    """Return measures by area, agency or category, with those of all together below."""
    head = {"agency": _("Agency"), "regency": _("Regency or city"), "category": _("Category")}[group]
    first = "backlog" if open_cases else "cohort"
    columns = (
        Column(head),
        Column(_("Open cases") if open_cases else _("Measured"), Kind.COUNT),
        *(Column(capital(BY_NAME[name].label), OF_UNIT[BY_NAME[name].unit]) for name in names),
    )
    rows = tuple(_row(label, one, first, names) for _code, label, one in material.rows(group))
    caption = f"{material.about(material.now[first].n)} {_few()}"
    return Table(key, title, caption, columns, rows, _row(_("All"), material.now, first, names))


def _row(label: str, one: Scorecard, first: str, names: tuple[str, ...]) -> tuple[Cell, ...]:
    return (Cell(label), Cell(one[first].n), *(cell_of(one[name]) for name in names))
