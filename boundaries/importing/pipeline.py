"""The order of the steps from files to checked areas; no row is written here."""

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from boundaries.importing.codes import Coding, Row, assign_codes, is_no_area
from boundaries.importing.errors import CodeError, GeometryTypeError, RepairError, listed
from boundaries.importing.georeference import refuse_outside_indonesia, require_polygons, to_lon_lat
from boundaries.importing.names import Register, kind_of
from boundaries.importing.plausibility import refuse_displaced
from boundaries.importing.profiles import Mapped, map_columns
from boundaries.importing.reading import Layer, choose_layers, read_batches
from boundaries.importing.repair import Repair, area_km2, repair
from boundaries.importing.report import Report
from boundaries.importing.sources import find_sources
from boundaries.importing.steps import Steps

REPAIR_TOLERANCE = 0.01
LISTED_OVERLAPS = 50
MOST_WARNINGS = 5


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import and what to say about it; see `import_boundaries --help`."""

    files: Sequence[str]
    level: str
    edition: str
    valid_from: dt.date
    profile: str = "auto"
    layer: str | None = None
    accept: Sequence[str] = ()
    leave_out: Sequence[str] = ()
    precision_m: float | None = None
    source: str = ""
    licence: str = ""
    attribution: str = ""
    legal_basis: str = ""
    note: str = ""
    valid_to: dt.date | None = None


@dataclass(slots=True)
class CheckedArea:
    """One area ready to be written; geometry is a valid MultiPolygon, EPSG:4326."""

    code: str
    name: str
    geometry: shapely.MultiPolygon
    area_km2: float
    kind: str | None = None
    province: str | None = None
    time_zone: str = ""
    approximate: bool = False
    source_code: str = ""


@dataclass(slots=True)
class _Collected:
    rows: list[Row] = field(default_factory=list)
    extras: list[dict[str, Any]] = field(default_factory=list)
    geometries: list[np.ndarray] = field(default_factory=list)
    crs: dict[str, None] = field(default_factory=dict)
    bare_is_kabupaten: bool = False


def check_files(request: ImportRequest, report: Report, steps: Steps) -> list[CheckedArea]:
    """Read, repair and code the areas of the files named; fill the report on the way.

    Raises
    ------
    BoundaryFileError
        Of the class that fits what is wrong.
    """
    with steps.step("open"):
        layers = choose_layers(find_sources(request.files), request.level, request.layer)
        report.files = len(layers)
        report.features = sum(layer.features for layer in layers)
    with steps.step("read"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")  # what GDAL has to say belongs in the report
            collected = _read(layers, request, report, steps)
        report.notes += sorted({f"reader: {warning.message}" for warning in caught})[:MOST_WARNINGS]
        geometries = np.concatenate(collected.geometries)
        report.crs = list(collected.crs)
        report.vertices = int(shapely.get_num_coordinates(geometries).sum())
    with steps.step("codes"):
        geometries = _leave_out(collected, geometries, request, report)
        coding = _code(collected, request.level, report)
    with steps.step("repair"):
        geometries = _repaired(geometries, collected.rows, request, report)
        refuse_outside_indonesia(geometries, [row.label for row in collected.rows], report.crs[0])
        refuse_displaced(geometries, [row.code for row in collected.rows], report)
    _copy(coding, report)
    report.areas = len(geometries)
    return [
        CheckedArea(
            code=row.code,
            name=row.name,
            geometry=geometry,
            area_km2=area_km2(geometry),
            kind=row.kind,
            source_code=row.source_code,
            province=extra.get("province"),
            time_zone=extra.get("time_zone") or "",
            approximate=_is_true(extra.get("approximate")),
        )
        for row, geometry, extra in zip(collected.rows, geometries, collected.extras, strict=True)
    ]


def _read(layers: Sequence[Layer], request: ImportRequest, report: Report, steps: Steps) -> _Collected:
    collected = _Collected()
    for layer in layers:
        mapped = map_columns(request.profile, request.level, layer.columns, layer.label)
        report.profile, report.columns = mapped.profile, dict(mapped.columns)
        collected.bare_is_kabupaten = mapped.bare_is_kabupaten
        for batch in read_batches(layer):
            _collect(batch.attributes, mapped, request.level, layer.label, collected)
            require_polygons(batch.geometries, layer.label)
            report.flattened += int(shapely.has_z(batch.geometries).sum())
            kinds = shapely.get_type_id(batch.geometries)
            report.collections += int((kinds == shapely.GeometryType.GEOMETRYCOLLECTION).sum())
            geometries, georeference = to_lon_lat(batch.geometries, batch.crs, layer.label)
            collected.geometries.append(geometries)
            collected.crs[georeference.crs + (" (assumed)" if georeference.assumed else "")] = None
            steps.progress(len(collected.rows), report.features)
    return collected


def _collect(attributes: pd.DataFrame, mapped: Mapped, level: str, label: str, collected: _Collected) -> None:
    columns = {ours: attributes[theirs].tolist() for ours, theirs in mapped.columns.items()}
    for index in range(len(attributes)):
        values = {ours: _none_if_missing(column[index]) for ours, column in columns.items()}
        name = str(values.get("name") or "").strip()
        number = len(collected.rows) + 1
        collected.rows.append(
            Row(
                label=name or str(values.get("code") or f"feature {number} of {label}"),
                raw_code=values.get("code"),
                name=name,
                kind=kind_of(_str(values.get("kind")), level),
                source_code=_str(values.get("source_code")),
            )
        )
        collected.extras.append(values)


def _leave_out(collected: _Collected, geometries: np.ndarray, request: ImportRequest, report: Report) -> np.ndarray:
    """Drop the rows that are no areas from `collected`; return the geometries of the others."""
    register = Register(request.level)
    unwanted = {text.casefold() for text in request.leave_out}
    kept: list[int] = []
    for index, (row, extra) in enumerate(zip(collected.rows, collected.extras, strict=True)):
        if is_no_area(row, _str(extra.get("kind")), register, unwanted):
            report.left_out.append(row.label)
        else:
            kept.append(index)
    if not kept:
        raise CodeError("no area is left: every row is left out")
    collected.rows = [collected.rows[index] for index in kept]
    collected.extras = [collected.extras[index] for index in kept]
    return geometries[kept]


def _code(collected: _Collected, level: str, report: Report) -> Coding:
    register, provinces = Register(level), Register("province")
    for row, extra in zip(collected.rows, collected.extras, strict=True):
        stated = _str(extra.get("province_code"))
        named = provinces.candidates(_str(extra.get("province"))) if extra.get("province") else []
        row.province = stated if stated in provinces.by_code else named[0].code if len(named) == 1 else None
    report.register_entries = len(register.by_code)
    return assign_codes(collected.rows, level, register, collected.bare_is_kabupaten)


def _repaired(geometries: np.ndarray, rows: Sequence[Row], request: ImportRequest, report: Report) -> np.ndarray:
    repaired, repairs = repair(geometries)
    accepted = {text.casefold() for text in request.accept}

    def is_accepted(row: Row) -> bool:
        return not accepted.isdisjoint({row.code.casefold(), row.name.casefold()})

    changed = [fix for fix in repairs if fix.change > REPAIR_TOLERANCE]
    refused = [fix for fix in changed if not is_accepted(rows[fix.row])]
    if refused:
        raise RepairError(
            f"repairing changed {len(refused)} areas by more than {REPAIR_TOLERANCE:.0%}: "
            + listed([_change(fix, rows[fix.row]) for fix in refused])
            + "; look at them, then accept each by --accept CODE"
        )
    empty = [row for row, geometry in zip(rows, repaired, strict=True) if geometry.is_empty]
    if empty:
        raise GeometryTypeError(f"{len(empty)} areas without any outline: {listed(row.label for row in empty)}")
    report.accepted = [rows[fix.row].code for fix in changed]
    report.repaired = [_as_dict(fix, rows[fix.row]) for fix in repairs]
    return repaired


def _change(fix: Repair, row: Row) -> str:
    return f"{row.code} {row.name} ({fix.before_km2:,.2f} → {fix.after_km2:,.2f} km², {fix.reason})"


def _as_dict(fix: Repair, row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "reason": fix.reason,
        "before_km2": round(fix.before_km2, 4),
        "after_km2": round(fix.after_km2, 4),
        "change": round(fix.change, 6),
    }


def _copy(coding: Coding, report: Report) -> None:
    report.matched_names = coding.matched
    report.restored_codes = coding.restored
    report.name_differs = coding.name_differs
    report.province_differs = coding.province_differs
    report.unknown_codes = coding.unknown
    report.missing_codes = coding.missing
    report.notes += coding.notes


def _none_if_missing(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and np.isnan(value)) else value


def _is_true(value: Any) -> bool:
    return bool(value) if not isinstance(value, str) else value.strip().lower() in ("1", "true", "t", "yes")


def _str(value: Any) -> str:
    return "" if value is None else str(value).strip()
