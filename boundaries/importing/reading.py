"""Features of a source in batches, so that memory holds the geometries and never the file."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely

from boundaries.importing.errors import (
    EmptyFileError,
    LayerError,
    NotGeographicError,
    TruncatedFileError,
    listed,
)
from boundaries.importing.sources import Source

BATCH = 1000
# What the readers raise on damaged files; decoding and look-up errors come from noise in headers.
DAMAGE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyproj.exceptions.CRSError,
    pa.ArrowException,
    UnicodeDecodeError,
    json.JSONDecodeError,
    KeyError,
    OSError,
)
# How publishers name the layer of a level; "adm2" must not be seen in "adm1_bps_20200401".
LAYER_NAMES = {
    "province": re.compile(r"provinsi|propinsi|province|adm_?1(?!\d)|_1$", re.IGNORECASE),
    "regency": re.compile(r"kabupaten|kab_?kota|regenc|adm_?2(?!\d)|_2$", re.IGNORECASE),
    "district": re.compile(r"kecamatan|district|adm_?3(?!\d)|_3$", re.IGNORECASE),
    "village": re.compile(r"desa|kelurahan|village|adm_?4(?!\d)|_4$", re.IGNORECASE),
}


@dataclass(slots=True)
class Batch:
    """Some features: attributes (one row each), geometries (same length; None where missing) and their CRS."""

    attributes: pd.DataFrame
    geometries: np.ndarray
    crs: str | None


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a source with the names of its attribute columns."""

    source: Source
    name: str | None
    columns: tuple[str, ...]
    features: int

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"{self.source.label}:{self.name}" if self.name else self.source.label


def choose_layers(sources: Sequence[Source], level: str, layer: str | None) -> list[Layer]:
    """Return the layer of each source that holds areas of a level.

    A folder of files gives them all; a file of several layers, or a zip file of several files, gives the one whose
    name speaks of the level, or the one asked for.
    """
    files: dict[str, list[Source]] = {}
    for source in sources:
        files.setdefault(source.file, []).append(source)
    chosen: list[Layer] = []
    for group in files.values():
        candidates = [(source, name) for source in group for name in _layer_names(source)]
        source, name = _pick(candidates, level, layer)
        chosen.append(_described(source, name))
    return chosen


def _layer_names(source: Source) -> list[str | None]:
    if source.kind == "parquet":
        return [None]
    try:
        names: list[str | None] = [str(name) for name, _kind in pyogrio.list_layers(source.path)]
    except DAMAGE as error:
        raise _unreadable(source, error) from error
    return names


def _pick(candidates: list[tuple[Source, str | None]], level: str, layer: str | None) -> tuple[Source, str | None]:
    found = listed([str(name) for _source, name in candidates], most=12)
    label = candidates[0][0].label if candidates else "the file"
    if layer is not None:
        named = [c for c in candidates if c[1] == layer]
        if not named:
            raise LayerError(f"{label}: no layer is called {layer!r}; layers found: {found}")
        return named[0]
    if not candidates:
        raise EmptyFileError(f"{label}: the file holds no layer")
    if len(candidates) == 1:
        return candidates[0]
    fitting = [c for c in candidates if LAYER_NAMES[level].search(str(c[1]))]
    if len(fitting) != 1:
        raise LayerError(f"{label}: which layer holds level {level}? say --layer; layers found: {found}")
    return fitting[0]


def _described(source: Source, name: str | None) -> Layer:
    if source.kind == "parquet":
        file, geo = _parquet(source)
        columns = [c for c in file.schema_arrow.names if c not in geo["columns"] and c != "bbox"]
        layer = Layer(source, None, tuple(columns), file.metadata.num_rows)
    else:
        try:
            info = pyogrio.read_info(source.path, layer=name, force_feature_count=True)
        except DAMAGE as error:
            raise _unreadable(source, error) from error
        layer = Layer(source, name, tuple(str(f) for f in info["fields"]), int(info["features"]))
        if info["geometry_type"] is None:
            raise NotGeographicError(f"{layer.label}: a table without geometry")
    if layer.features == 0:
        raise EmptyFileError(f"{layer.label}: no features in it")
    return layer


def read_batches(layer: Layer) -> Iterator[Batch]:
    """Yield the features of a layer in their order.

    Raises
    ------
    TruncatedFileError
        When reading breaks off, or gives fewer features than the file declares.
    """
    read = 0
    try:
        for batch in _parquet_batches(layer) if layer.source.kind == "parquet" else _ogr_batches(layer):
            read += len(batch.geometries)
            yield batch
    except DAMAGE as error:
        raise _unreadable(layer.source, error) from error
    except shapely.errors.GEOSException as error:
        raise TruncatedFileError(f"{layer.label}: a geometry could not be read: {_line(error)}") from error
    if read < layer.features:
        raise TruncatedFileError(f"{layer.label}: truncated, {read} of {layer.features} features could be read")


def _ogr_batches(layer: Layer) -> Iterator[Batch]:
    with pyogrio.open_arrow(layer.source.path, layer=layer.name, batch_size=BATCH, use_pyarrow=True) as (meta, reader):
        geometry = meta["geometry_name"] or "wkb_geometry"
        for part in reader:
            yield _batch(part, geometry, meta["crs"])


def _parquet_batches(layer: Layer) -> Iterator[Batch]:
    file, geo = _parquet(layer.source)
    column = geo["primary_column"]
    for part in file.iter_batches(batch_size=BATCH):
        yield _batch(part, column, _parquet_crs(geo["columns"][column]))


def _batch(part: pa.RecordBatch, geometry: str, crs: str | None) -> Batch:
    part.validate(full=True)
    wkb = part.column(geometry).to_numpy(zero_copy_only=False)
    attributes = part.drop_columns([geometry]).to_pandas()
    return Batch(attributes, shapely.from_wkb(wkb, on_invalid="fix"), crs)


def _parquet(source: Source) -> tuple[pq.ParquetFile, dict[str, Any]]:
    try:
        file = pq.ParquetFile(source.path)
        metadata = (file.schema_arrow.metadata or {}).get(b"geo", b"null")
        geo: dict[str, Any] | None = json.loads(metadata)
        encoding = geo and geo["columns"][geo["primary_column"]].get("encoding")
    except DAMAGE as error:
        raise _unreadable(source, error) from error
    if geo is None:
        raise NotGeographicError(f"{source.label}: Parquet, but without geometry (no GeoParquet metadata)")
    if encoding != "WKB":
        raise NotGeographicError(f"{source.label}: GeoParquet whose geometry is not WKB; write it again as WKB")
    return file, geo


def _parquet_crs(column: dict[str, Any]) -> str | None:
    """GeoParquet: no entry means OGC:CRS84, null means unknown."""
    if "crs" not in column:
        return "OGC:CRS84"
    return None if column["crs"] is None else pyproj.CRS.from_json_dict(column["crs"]).to_wkt()


def _unreadable(source: Source, error: Exception) -> TruncatedFileError | NotGeographicError:
    if source.kind == "geojson" and "not recognized" in str(error):
        return NotGeographicError(f"{source.label}: JSON, but not GeoJSON, or truncated")
    return TruncatedFileError(f"{source.label}: truncated or damaged, it could not be read: {_line(error)}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
