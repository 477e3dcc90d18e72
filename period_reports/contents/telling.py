"""Values of the tree in words, in the active language: as the pages tell them."""

import datetime as dt
from typing import Final

from django.utils.formats import date_format, number_format

from monitoring.measures import BY_NAME, Figure, Unit
from monitoring.pages.words import NOTHING, in_unit, is_few
from period_reports.contents.tree import Cell, Column, Kind

OF_UNIT: Final = {
    Unit.PERCENT: Kind.PERCENT,
    Unit.DAYS: Kind.DAYS,
    Unit.CASES: Kind.COUNT,
    Unit.PER_CASE: Kind.PER_CASE,
    Unit.INDEX: Kind.INDEX,
}
_UNIT_OF: Final = {kind: unit for unit, kind in OF_UNIT.items()} | {Kind.MARK: Unit.PER_CASE}
NUMBERS: Final = frozenset(set(Kind) - {Kind.TEXT, Kind.LONG})


def cell_of(figure: Figure, *, mixed: bool = False) -> Cell:
    """Return a figure as a cell; `mixed` where the column holds measures of several units."""
    kind = OF_UNIT[BY_NAME[figure.measure].unit] if mixed else None
    return Cell(figure.value, is_few(figure), str(figure.why) if figure.value is None else "", kind)


def told(cell: Cell, column: Column) -> str:
    """Return a cell as it is read; in brackets what is of too few cases to compare, a dash where there is nothing."""
    kind = cell.kind or column.kind
    if cell.value is None:
        return NOTHING
    text = _value(cell.value, kind)
    return f"({text})" if cell.few else text


def _value(value: str | float | int | dt.date, kind: Kind) -> str:
    if isinstance(value, dt.date):
        return date_format(value, "j M Y")
    if isinstance(value, str) or kind not in NUMBERS:
        return str(value)  # a number that names something is not counted with
    if kind in (Kind.COUNT, Kind.RANK):
        return number_format(round(value), force_grouping=True)
    return in_unit(float(value), _UNIT_OF[kind])
