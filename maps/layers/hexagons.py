"""The layer of hexagons: how many reports each holds."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Ask, Sql, counted_by_today
from maps.layers.counting import counted
from maps.layers.layer import Column, Layer
from maps.models import Grain

COUNTS: Final = (Column("n", "integer", _("reports")), Column("incidents", "integer", _("incidents")))


def source(ask: Ask) -> Sql:
    """Return the hexagons of a question that hold reports; `coarse` ones stand for places that are coarse."""
    counts = counted(ask)
    sql = (
        "SELECT to_hex(cell) AS cell, n, incidents, resolution < %s AS coarse, geometry "  # noqa: S608
        f"FROM ({counts.text}) counted"
    )
    return Sql(sql, [ask.level, *counts.values])


def is_of_everything(ask: Ask) -> bool:
    """Whether nothing is filtered: with filters, which index is best hangs on what is asked for."""
    return ask.selection.grain == Grain.TOTAL


HEXAGONS = Layer(
    "heksagon",
    _("Hexagons"),
    (Column("cell", "text", _("H3 cell")), *COUNTS, Column("coarse", "boolean", _("coarse place"))),
    source,
    geometry="Polygon",
    check=counted_by_today,
    planned_once=is_of_everything,
)
