"""From files to checked overlays: columns, functions, outlines, ground claimed twice; no row is written here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from boundaries.importing.errors import CodeError, GeometryTypeError, ProfileError, RepairError, columns_found, listed
from boundaries.importing.functions import Functions
from boundaries.importing.georeference import refuse_outside_indonesia, require_polygons, to_lon_lat
from boundaries.importing.pipeline import REPAIR_TOLERANCE
from boundaries.importing.profiles import map_columns
from boundaries.importing.reading import Layer, choose_layers, read_batches
from boundaries.importing.repair import area_km2, repair
from boundaries.importing.sources import find_sources
from boundaries.importing.topology import LEAST_OVERLAP_KM2, polygons_km2
from boundaries.models import Overlay

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class OverlayRequest:
    """What to load and what to say about it; see `import_overlays --help`. Without `kind` the file's column tells."""

    files: Sequence[str]
    kind: str | None
    profile: str = "auto"
    layer: str | None = None
    code_column: str = ""
    name_column: str = ""
    function: str = ""
    function_column: str = ""
    function_map: Mapping[str, str] = field(default_factory=dict)
    leave_out: Sequence[str] = ()
    accept: Sequence[str] = ()
    dissolve: bool = False
    source: str = ""
    licence: str = ""
    precision_m: float = 0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_demo: bool = False


@dataclass(slots=True)
class Drawn:
    """One overlay ready to be written; geometry is a valid MultiPolygon, EPSG:4326. `said` is its function as found."""

    kind: str
    code: str
    name: str
    said: str
    source: str
    geometry: shapely.MultiPolygon
    function: str = ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"{self.code} {self.name}".strip() or "a row without code and name"


@dataclass(slots=True)
class OverlayReport:
    """What was found, the same on a dry run and on a commit but for `committed`."""

    files: int = 0
    crs: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    features: int = 0
    overlays: list[dict[str, Any]] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    replaced: list[dict[str, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    committed: bool = field(default=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that `--report` writes."""
        return asdict(self)


def read_overlays(request: OverlayRequest, report: OverlayReport) -> list[Drawn]:
    """Read, repair and check the overlays of the files named; fill the report on the way.

    Raises
    ------
    BoundaryFileError
        Of the class that fits what is wrong.
    """
    layers = choose_layers(find_sources(request.files), "regency", request.layer)
    report.files = len(layers)
    drawn = [overlay for layer in layers for overlay in _read_layer(layer, request, report)]
    if not drawn:
        raise CodeError("no overlay is left: every row is left out")
    _read_functions(drawn, request)
    if empty := [overlay.label for overlay in drawn if overlay.geometry.is_empty]:
        raise GeometryTypeError(f"without any outline: {listed(empty)}")
    home = [overlay for overlay in drawn if overlay.kind != Overlay.Kind.FOREIGN_LAND]
    if home:
        shapes = np.array([overlay.geometry for overlay in home], dtype=object)
        refuse_outside_indonesia(shapes, [overlay.label for overlay in home], report.crs[0])
    drawn = _dissolved(drawn) if request.dissolve else drawn
    codes = [f"{overlay.kind}:{overlay.code}" for overlay in drawn]
    if doubled := sorted({code for code in codes if codes.count(code) > 1}):
        raise CodeError(
            f"doubled codes: {listed(doubled)}; one row per overlay is needed, or --dissolve to join rows of one code"
        )
    return drawn


def _read_layer(layer: Layer, request: OverlayRequest, report: OverlayReport) -> list[Drawn]:
    columns = _columns(layer, request)
    report.columns = columns
    drawn: list[Drawn] = []
    for batch in read_batches(layer):
        require_polygons(batch.geometries, layer.label)
        report.features += len(batch.geometries)
        shapes, georeference = to_lon_lat(batch.geometries, batch.crs, layer.label)
        if (crs := georeference.crs + (" (assumed)" if georeference.assumed else "")) not in report.crs:
            report.crs.append(crs)
        rows = _rows(batch.attributes, columns, request)
        wanted = [index for index, row in enumerate(rows) if not _left_out(row, request, report)]
        rows, shapes = [rows[index] for index in wanted], shapes[wanted]
        for row, shape in zip(rows, _repaired(shapes, rows, request, report), strict=True):
            row.geometry = shape
        drawn += rows
    return drawn


def _columns(layer: Layer, request: OverlayRequest) -> dict[str, str]:
    """Return which column of a layer holds which field: those the user names, then those of a profile."""
    present = {column.lower(): column for column in layer.columns}
    given = {"code": request.code_column, "name": request.name_column, "function": request.function_column}
    columns: dict[str, str] = {}
    for ours, theirs in given.items():
        if theirs and theirs.lower() not in present:
            raise ProfileError(f"{layer.label}: no column {theirs!r}; {columns_found(layer.columns)}")
        if theirs:
            columns[ours] = present[theirs.lower()]
    if "code" not in columns or "name" not in columns:
        columns = {**map_columns(request.profile, "regency", layer.columns, layer.label).columns, **columns}
    if "code" not in columns or "name" not in columns:
        raise ProfileError(f"{layer.label}: an overlay needs both code and name; {columns_found(layer.columns)}")
    for ours in ("kind", "function", "source"):
        if ours in present:
            columns.setdefault(ours, present[ours])
    if not request.kind and "kind" not in columns:
        raise ProfileError(f"{layer.label}: no column kind: say --kind; {columns_found(layer.columns)}")
    return {ours: columns[ours] for ours in ("kind", "code", "name", "function", "source") if ours in columns}


def _rows(attributes: pd.DataFrame, columns: Mapping[str, str], request: OverlayRequest) -> list[Drawn]:
    texts = {ours: [_text(value) for value in attributes[theirs]] for ours, theirs in columns.items()}
    blank = [""] * len(attributes)
    rows = [
        Drawn(request.kind or kind, code, name, request.function or said, request.source or source, _NOWHERE)
        for kind, code, name, said, source in zip(
            *(texts.get(ours, blank) for ours in ("kind", "code", "name", "function", "source")), strict=True
        )
    ]
    if strange := sorted({row.kind for row in rows} - set(Overlay.Kind.values)):
        raise ProfileError(
            f"{listed(map(repr, strange))}: no kind of overlay; there are {', '.join(Overlay.Kind.values)}"
        )
    if nameless := [f"row {number}" for number, row in enumerate(rows, start=1) if not (row.code and row.name)]:
        raise CodeError(f"without code or name: {listed(nameless)}")
    if long := [row.code for row in rows if len(row.code) > LONGEST_CODE]:
        raise CodeError(f"codes longer than {LONGEST_CODE} letters: {listed(long)}")
    return rows


_NOWHERE = shapely.MultiPolygon()


def _text(value: Any) -> str:
    """Return what a cell says; whole numbers without the zero that a table of floats gives them."""
    if value is None or value != value:  # NaN  # noqa: PLR0124
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _left_out(row: Drawn, request: OverlayRequest, report: OverlayReport) -> bool:
    unwanted = {text.casefold() for text in request.leave_out}
    if unwanted.isdisjoint({row.code.casefold(), row.name.casefold(), row.said.casefold()}):
        return False
    report.left_out.append(row.label)
    return True


def _repaired(shapes: np.ndarray, rows: list[Drawn], request: OverlayRequest, report: OverlayReport) -> np.ndarray:
    repaired, repairs = repair(shapes)
    accepted = {text.casefold() for text in request.accept}
    refused = []
    for fix in repairs:
        row = rows[fix.row]
        report.repaired.append(
            {"code": row.code, "name": row.name, "reason": fix.reason, "before_km2": round(fix.before_km2, 4),
             "after_km2": round(fix.after_km2, 4), "change": round(fix.change, 6)}
        )  # fmt: skip
        if fix.change > REPAIR_TOLERANCE and row.code.casefold() not in accepted:
            refused.append(f"{row.label} ({fix.before_km2:,.2f} → {fix.after_km2:,.2f} km², {fix.reason})")
    if refused:
        raise RepairError(
            f"repairing changed {len(refused)} overlays by more than {REPAIR_TOLERANCE:.0%}: {listed(refused)}; look "
            "at them, then accept each by --accept CODE"
        )
    return repaired


def _read_functions(drawn: list[Drawn], request: OverlayRequest) -> None:
    for kind in sorted({overlay.kind for overlay in drawn}):
        functions = Functions(kind, request.function_map)
        wrong: list[tuple[str, str]] = []
        for overlay in (overlay for overlay in drawn if overlay.kind == kind):
            function = functions.read(overlay.said)
            if function is None:
                wrong.append((overlay.label, overlay.said))
            overlay.function = function or ""
        if wrong:
            raise functions.refusal(wrong)


def _dissolved(drawn: list[Drawn]) -> list[Drawn]:
    """Join the rows of one kind and code; the first one's name and source stay."""
    groups: dict[tuple[str, str], list[Drawn]] = {}
    for overlay in drawn:
        groups.setdefault((overlay.kind, overlay.code), []).append(overlay)
    if mixed := [code for (_kind, code), rows in groups.items() if len({row.function for row in rows}) > 1]:
        raise CodeError(f"rows of one code have several functions: {listed(mixed)}; they cannot be one overlay")
    for rows in groups.values():
        union = shapely.union_all([row.geometry for row in rows])
        rows[0].geometry = shapely.MultiPolygon([p for p in shapely.get_parts(union) if p.geom_type == "Polygon"])
    return [rows[0] for rows in groups.values()]


def find_conflicts(new: Sequence[Drawn], old: Sequence[Drawn] = ()) -> list[dict[str, Any]]:
    """Return ground that overlays of one kind claim for different functions, the largest first.

    Parameters
    ----------
    new, old
        Pairs of which at least one is new are looked at.

    Returns
    -------
    list of dict
        kind, codes, names and functions of both, km2, and lon, lat of a point in the largest part.
    """
    drawn = [*new, *old]
    shapes = np.array([overlay.geometry for overlay in drawn], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes[: len(new)], predicate="intersects")
    found = []
    for one, two in zip(first.tolist(), second.tolist(), strict=True):
        a, b = drawn[one], drawn[two]
        if one >= two or a.kind != b.kind or a.function == b.function:
            continue
        shared = shapely.intersection(a.geometry, b.geometry)
        km2 = polygons_km2(shared)
        if km2 > LEAST_OVERLAP_KM2:
            found.append(_conflict(a, b, shared, km2))
    return sorted(found, key=lambda conflict: -conflict["km2"])


def _conflict(a: Drawn, b: Drawn, shared: shapely.Geometry, km2: float) -> dict[str, Any]:
    at = shapely.point_on_surface(max(shapely.get_parts(shared).tolist(), key=shapely.area))
    return {
        "kind": a.kind,
        "codes": [a.code, b.code],
        "names": [a.name, b.name],
        "functions": [a.function, b.function],
        "km2": round(km2, 3),
        "lon": round(at.x, 5),
        "lat": round(at.y, 5),
    }


def summary(drawn: Sequence[Drawn]) -> list[dict[str, Any]]:
    """Return what a report says of each overlay."""
    return [
        {"kind": o.kind, "code": o.code, "name": o.name, "function": o.function, "km2": round(area_km2(o.geometry), 2)}
        for o in drawn
    ]
