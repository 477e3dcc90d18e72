"""CSV: UTF-8, ISO dates, nothing that a spreadsheet takes for a formula; written as rows are read."""

import csv
from collections.abc import Iterator

import shapely

from boundaries.spreadsheets import Echo, csv_cell
from maps.downloads.spool import Rows
from maps.downloads.table import Table

MEDIA_TYPE = "text/csv; charset=utf-8"


def write(table: Table) -> Iterator[bytes]:
    """Yield the file: the columns, then lon and lat of the point or of one on the surface, unless columns say them."""
    writer = csv.writer(Echo())
    yield writer.writerow(headings(table))
    for rows in records(table):
        yield b"".join(writer.writerow([csv_cell(value) for value in row]) for row in rows)


def headings(table: Table) -> list[str]:
    """Return the names of the columns of a file that has no geometry, only places."""
    names = [column.name for column in table.columns]
    return names if _tells_places(table) else [*names, "lon", "lat"]


def records(table: Table) -> Iterator[Rows]:
    """Yield the rows under those headings, in batches."""
    if _tells_places(table):
        yield from ([row[:-1] for row in rows] for rows in table.batches)
        return
    for rows, shapes in table.read():
        points = shapes if table.geometry == "Point" else shapely.point_on_surface(shapes)
        places = zip(shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True)
        yield [(*row, *_degrees(*place)) for row, place in zip(rows, places, strict=True)]


def _tells_places(table: Table) -> bool:
    """Whether its columns say where, or there is no where to say."""
    return not table.geometry or any(column.name == "lon" for column in table.columns)


def _degrees(lon: float, lat: float) -> tuple[float | None, float | None]:
    """Both are nan where there is no place."""
    return (round(lon, 6), round(lat, 6)) if lon == lon else (None, None)  # noqa: PLR0124 - nan is not itself
