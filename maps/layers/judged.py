"""The layers of statistics: what a stored run says of each cell."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Ask, Sql
from maps.layers.counting import outlines_of
from maps.layers.layer import Column, Layer
from maps.models import Basis, Run, RunAudience, RunKind
from maps.models.runs import LEVEL
from maps.runs.words import why_not
from maps.selection import SelectionError

_CELL: Final = Column("cell", "text", _("H3 cell"))
_N: Final = Column("n", "integer", _("incidents"))
_CAMPAIGN: Final = Column("campaign", "boolean", _("few reporters in short time"))


def run_of(ask: Ask, kind: str, basis: str = Basis.COUNTS) -> Run | None:
    """Return the newest run of a statistic that answers a question, of reports that the viewer may know; else None."""
    return Run.objects.latest_for(kind, ask.selection, _audience(ask), basis)


def _audience(ask: Ask) -> str:
    return RunAudience.NATIONAL if ask.audience.everything else RunAudience.PUBLIC


def _layer(name: str, title: Any, kind: str, told: str, *columns: Column, basis: str = Basis.COUNTS) -> Layer:
    """Return the layer of a statistic; `told` is what SQL reads of its cells `c`, in the order of the columns."""

    def source(ask: Ask) -> Sql:
        run, outlines = run_of(ask, kind, basis), outlines_of(ask.box, [LEVEL])
        # What stands out is judged over the whole country; a province is cut out of that
        area = " AND starts_with(c.area, %s)" if ask.selection.area else ""
        sql = (
            f"SELECT to_hex(c.cell) AS cell, {told}, o.geometry FROM ({outlines.text}) o "  # noqa: S608
            f"JOIN maps_runcell c ON c.run_id = %s AND c.cell = o.cell{area}"
        )
        values = [*outlines.values, run.pk if run else None]
        return Sql(sql, [*values, ask.selection.area] if area else values)

    def check(ask: Ask) -> None:
        """Refuse filters over which nothing was worked out; where nothing was at all, the layer is empty."""
        selection = ask.selection
        given = {name: getattr(selection, name) for name in ("state", "urgency", "since", "until")}
        given["edition"] = selection.named
        wrong = next((name for name, value in given.items() if value), "")
        if wrong and (reason := why_not(kind, selection, _audience(ask))):
            raise SelectionError({wrong: [reason]})

    return Layer(name, title, (_CELL, *columns), source, check=check, geometry="Polygon")


_GATHERING: Final = (
    Column("z", "number", "z"),
    Column("p", "number", "p"),
    Column("q", "number", "q"),
    Column("confidence", "integer", _("confidence (percent, below 0: cold)")),
    _CAMPAIGN,
)
SIGNIFICANCE = _layer(
    "signifikansi",
    _("Significance (Getis-Ord Gi*)"),
    RunKind.SIGNIFICANCE,
    "round(c.value)::int AS n, c.z, c.p, c.q, c.confidence, c.campaign",
    _N,
    *_GATHERING,
)
# Of a theme or a category; of everything there is no share, and the layer is empty
SHARE = _layer(
    "bagian",
    _("Significance of the share in all incidents"),
    RunKind.SIGNIFICANCE,
    "round(100 * c.value::numeric, 2)::float8 AS percent, c.z, c.p, c.q, c.confidence, c.campaign",
    Column("percent", "number", _("share in all incidents (percent)")),
    *_GATHERING,
    basis=Basis.SHARE,
)
PATTERNS = _layer(
    "pola",
    _("Emerging patterns"),
    RunKind.EMERGING,
    "round(c.value)::int AS n, c.pattern, c.cold, c.trend_z, c.campaign",
    _N,
    Column("pattern", "text", _("pattern")),
    Column("cold", "boolean", _("cold")),
    Column("trend_z", "number", _("trend (z of Mann–Kendall)")),
    _CAMPAIGN,
)
DENSITY = _layer(
    "kepadatan",
    _("Density"),
    RunKind.DENSITY,
    "round(c.value::numeric, 3)::float8 AS density",
    Column("density", "number", _("incidents per 1,000 km² and year")),
)
