"""GeoJSON (RFC 7946): longitude and latitude on WGS 84, written as rows are read."""

import json
from collections.abc import Iterator

import shapely

from maps.downloads.table import Table, named

MEDIA_TYPE = "application/geo+json"


def write(table: Table) -> Iterator[bytes]:
    """Yield a FeatureCollection; what it says of itself stands in the foreign member `metadata`."""
    head = {"type": "FeatureCollection", "name": table.name, "metadata": table.about}
    yield json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "features": [\n'
    comma = ""
    for rows, shapes in table.read():
        pieces = []
        for row, shape in zip(rows, shapely.to_geojson(shapes).tolist(), strict=True):
            properties = json.dumps(named(table.columns, row), ensure_ascii=False, allow_nan=False)
            pieces.append(f'{comma}{{"type":"Feature","properties":{properties},"geometry":{shape or "null"}}}')
            comma = ",\n"
        yield "".join(pieces).encode()
    yield b"\n]}\n"
