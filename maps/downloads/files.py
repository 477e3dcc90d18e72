"""Which files there are, what they are called, and what they say about themselves."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils import timezone

from maps.downloads import arrow, csv_file, geojson
from maps.downloads.spool import Rows, Spool
from maps.downloads.table import DIGITS, Table
from maps.layers.ask import Ask
from maps.layers.layer import Layer
from maps.layers.rates import LEAST, population_day
from maps.models import Basis, Run, RunAudience, RunKind
from maps.runs.words import why_not

LONGEST_SECONDS: Final = 50
"""How long the database may think about a file. Sending it may take as long as the line needs."""


class Format(NamedTuple):
    """A kind of file: the ending of its name, its media type, what people call it, and what writes it."""

    suffix: str
    media_type: str
    name: str
    write: Any


FORMATS: Final = {
    found.suffix: found
    for found in (
        Format("csv", csv_file.MEDIA_TYPE, "CSV", csv_file.write),
        Format("geojson", geojson.MEDIA_TYPE, "GeoJSON", geojson.write),
        Format("gpkg", arrow.GEOPACKAGE, "GeoPackage", arrow.geopackage),
        Format("parquet", arrow.GEOPARQUET, "GeoParquet", arrow.geoparquet),
    )
}
_RUNS: Final = {
    "signifikansi": (RunKind.SIGNIFICANCE, Basis.COUNTS),
    "bagian": (RunKind.SIGNIFICANCE, Basis.SHARE),
    "pola": (RunKind.EMERGING, Basis.COUNTS),
    "kepadatan": (RunKind.DENSITY, Basis.COUNTS),
    "titik-rawan": (RunKind.INCIDENTS, Basis.COUNTS),
}
"""Layers of statistics, and of which."""


def table_of(layer: Layer, ask: Ask) -> Table:
    """Take a layer of a whole selection from the database; the rows wait in a file until they are read.

    Raises
    ------
    SelectionError
        The layer cannot answer the selection.
    maps.layers.limits.TooHeavyError
        It took longer than LONGEST_SECONDS.
    """
    query, names = layer.query(ask), [column.name for column in layer.columns]
    # In one order, so that the same figures are the same file
    first = f'"{names[0]}"' + (' COLLATE "C"' if layer.columns[0].kind == "text" else "")
    ordered = f"SELECT * FROM ({query.text}) whole ORDER BY {first}"  # noqa: S608
    rows = Spool(ordered, query.values, LONGEST_SECONDS, names.index("n") if "n" in names else None)
    said = about(layer, ask) | {"features": rows.features, "n": rows.total}
    return Table(layer.name, layer.geometry, layer.columns, _for_a_file(rows, names), said)


def _for_a_file(batches: Iterable[Rows], names: list[str]) -> Iterator[Rows]:
    """A file is read far from our pages: addresses in it say where the server is, degrees have the digits they mean."""
    places = [(place, _WRITTEN[name]) for place, name in enumerate(names) if name in _WRITTEN]
    for rows in batches:
        if not places:
            yield rows
            continue
        written = [list(row) for row in rows]
        for row in written:
            for place, write in places:
                row[place] = None if row[place] is None else write(row[place])
        yield [tuple(row) for row in written]


def _degrees(value: float) -> float:
    return round(value, DIGITS)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


_WRITTEN: Final[dict[str, Callable[[Any], Any]]] = {"lon": _degrees, "lat": _degrees, "url": _address}
"""Columns by name that stand otherwise in a file than on a map."""


def about(layer: Layer, ask: Ask) -> dict[str, Any]:
    """Return what a file says of itself: of what, of when, by which boundaries, for whom, under which licence."""
    selection, edition = ask.selection, ask.selection.edition
    said = {
        "title": str(layer.title),
        "layer": layer.name,
        "selection": selection.query(),
        "since": selection.since and f"{selection.since:%Y-%m}",
        "until": selection.until and f"{selection.until:%Y-%m}",
        "edition": edition and edition.name,
        "boundaries": edition and (edition.attribution or edition.source),
        "boundaries_licence": edition and edition.licence,
        "counted": "public reports" if ask.audience.is_shared else "all reports that the account may see",
        "licence": settings.DATA_LICENCE if ask.audience.is_shared else "not for publication",
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "crs": "OGC:CRS84",
    }
    if any(column.name == "per_100000" for column in layer.columns):
        said |= {"population_on_or_before": population_day(selection).isoformat(), "fewest_for_a_rate": LEAST}
    if layer.name in _RUNS:
        said |= _statistic(ask, *_RUNS[layer.name])
    return {name: value for name, value in said.items() if value}


def _statistic(ask: Ask, kind: str, basis: str) -> dict[str, Any]:
    """Return by which run of a statistic the file was made, with all that it takes to do it again."""
    audience = RunAudience.NATIONAL if ask.audience.everything else RunAudience.PUBLIC
    run = Run.objects.latest_for(kind, ask.selection, audience, basis)
    if run is None:
        return {"statistic": kind, "basis": basis, "note": why_not(kind, ask.selection, audience)}
    return {
        "statistic": kind,
        "basis": run.basis,
        "since": f"{run.since:%Y-%m}",
        "until": f"{run.until:%Y-%m}",
        "reports_judged": run.n,
        "incidents_judged": run.incidents,
        "cells_judged": run.cells,
        "parameters": run.parameters,
        "caveats": run.caveats,
        "worked_out_at": timezone.localtime(run.made_at).isoformat(timespec="seconds"),
    }


def file_name(layer: Layer, ask: Ask, suffix: str, on: dt.date) -> str:
    """Return a name that tells layer, selection and day: geolapor-heksagon-A-64.08-2026-11-22.csv."""
    selection = ask.selection.query()
    values = "-".join(part.partition("=")[2] for part in selection.split("&"))
    plain = re.sub(r"(%[0-9A-F]{2}|[^A-Za-z0-9.-])+", "-", values).strip("-.")[:80]
    return "-".join(part for part in ("geolapor", layer.name, plain, on.isoformat()) if part) + f".{suffix}"
