"""GeoPackage and GeoParquet: both from one stream of Arrow record batches, so memory does not grow with the file.

Neither geopandas nor pandas is needed: pyogrio and pyarrow write batches themselves.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from maps.downloads.table import Table

GEOPACKAGE = "application/geopackage+sqlite3"
GEOPARQUET = "application/vnd.apache.parquet"
GEOMETRY = "geometry"
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def geopackage(table: Table) -> IO[bytes]:
    """Return a GeoPackage of one layer, rewound; the file is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="geolapor-") as folder:
        path = Path(folder) / "layer.gpkg"
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(schema_of(table), batches(table)),
            path,
            layer=table.name,
            driver="GPKG",
            geometry_name=GEOMETRY,
            geometry_type=table.geometry,
            crs="EPSG:4326",
            layer_metadata={name: _text(value) for name, value in table.about.items()},
            layer_options={"IDENTIFIER": table.name, "DESCRIPTION": json.dumps(table.about, ensure_ascii=False)},
        )
        return path.open("rb")  # the name goes with the folder, what is open stays


def geoparquet(table: Table) -> Iterator[bytes]:
    """Yield a GeoParquet 1.1 file; each batch is a row group."""
    sink = io.BytesIO()
    schema = schema_of(table).with_metadata(
        {"geo": json.dumps(_geo(table.geometry)), "geo_lapor": json.dumps(table.about, ensure_ascii=False)}
    )
    # Written through a file of Arrow's own that must not close what we go on reading
    with pq.ParquetWriter(_Kept(sink), schema, compression="zstd") as writer:
        for batch in batches(table):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            yield _taken(sink)
    yield _taken(sink)


def schema_of(table: Table) -> pa.Schema:
    """Return the columns' types; the geometry comes last, as WKB."""
    fields = [pa.field(column.name, _TYPES[column.kind]) for column in table.columns]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "ogc.wkb"})])


def batches(table: Table) -> Iterator[pa.RecordBatch]:
    """Yield the rows as record batches."""
    schema = schema_of(table)
    for rows, shapes in table.read():
        columns: list[Any] = [list(values) for values in zip(*rows, strict=True)]
        columns.append(shapely.to_wkb(shapes).tolist())
        yield pa.record_batch([pa.array(v, f.type) for v, f in zip(columns, schema, strict=True)], schema=schema)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geo(geometry: str) -> dict[str, Any]:
    """Return the metadata of GeoParquet 1.1; without a CRS it is OGC:CRS84, longitude first."""
    return {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": [] if geometry == "Unknown" else [geometry]}},
    }


class _Kept(io.RawIOBase):
    """A sink that counts on over what was taken out of it."""

    def __init__(self, sink: io.BytesIO) -> None:
        self.sink, self.place = sink, 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        written = self.sink.write(data)
        self.place += written
        return written

    def tell(self) -> int:
        return self.place


def _taken(sink: io.BytesIO) -> bytes:
    data = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return data
