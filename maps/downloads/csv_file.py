"""CSV: UTF-8, ISO dates, nothing that a spreadsheet takes for a formula; sent as it is read."""

import csv
from collections.abc import Iterator

import shapely

from boundaries.spreadsheets import Echo, csv_cell
from maps.downloads.table import Table

MEDIA_TYPE = "text/csv; charset=utf-8"


def write(table: Table) -> Iterator[bytes]:
    """Yield the file: the columns, then lon and lat of the point or of one on the surface, unless columns say them."""
    writer = csv.writer(Echo())
    names = [column.name for column in table.columns]
    if "lon" in names:
        yield writer.writerow(names)
        for rows in table.batches:
            yield b"".join(writer.writerow([csv_cell(value) for value in row[:-1]]) for row in rows)
        return
    yield writer.writerow([*names, "lon", "lat"])
    for rows, shapes in table.read():
        points = shapes if table.geometry == "Point" else shapely.point_on_surface(shapes)
        places = zip(shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True)
        lines = (
            writer.writerow([csv_cell(value) for value in (*row, *_degrees(*place))])
            for row, place in zip(rows, places, strict=True)
        )
        yield b"".join(lines)


def _degrees(lon: float, lat: float) -> tuple[float | None, float | None]:
    """Both are nan where there is no place."""
    return (round(lon, 6), round(lat, 6)) if lon == lon else (None, None)  # noqa: PLR0124 - nan is not itself
