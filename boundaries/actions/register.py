"""Loading the official register of codes and the gazetteer of places."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection, transaction

from boundaries.importing.errors import MissingFileError, ProfileError, columns_found
from boundaries.models import Locality, RegisterEntry
from boundaries.models.areas import Kind, Level

_FILES = ((Level.PROVINCE, "provinces.csv"), (Level.REGENCY, "regencies.csv"), (Level.DISTRICT, "districts.csv"))
_KIND = {Level.PROVINCE: Kind.PROVINSI, Level.DISTRICT: Kind.KECAMATAN}
_LOCALITY_COLUMNS = ("kind", "code", "name", "parent_name", "regency_code", "lon", "lat", "source")


def load_register(folder: Path, register: str) -> int:
    """Replace the register by the files of a folder; return the number of its entries.

    Parameters
    ----------
    folder
        Holds provinces.csv (code, name), regencies.csv (code, name, kind, time_zone) and districts.csv (code, name).
    register
        What the register calls itself, for people: its law and date.
    """
    entries = [
        RegisterEntry(
            code=row["code"],
            level=level,
            kind=row.get("kind") or _KIND[level],
            name=row["name"],
            time_zone=row.get("time_zone") or "",
            register=register,
        )
        for level, name in _FILES
        for row in _rows(folder / name, ("code", "name"))
    ]
    with transaction.atomic():
        RegisterEntry.objects.all().delete()
        RegisterEntry.objects.bulk_create(entries, batch_size=1000)
    return len(entries)


def load_gazetteer(path: Path) -> int:
    """Replace the gazetteer by a gzipped CSV; return the number of its places.

    Parameters
    ----------
    path
        CSV with the columns kind, code, name, parent_name, regency_code, lon, lat, source; lon and lat in degrees
        (EPSG:4326), both empty where nobody published a point.
    """
    lines = io.StringIO()
    count = 0
    writer = csv.writer(lines)
    for row in _rows(path, _LOCALITY_COLUMNS):
        point = f"SRID=4326;POINT({float(row['lon'])!r} {float(row['lat'])!r})" if row["lon"] and row["lat"] else None
        texts = [row[column] or "" for column in ("kind", "code", "name", "parent_name", "regency_code", "source")]
        writer.writerow([*texts, point])
        count += 1
    lines.seek(0)
    table = connection.ops.quote_name(Locality._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 — the model's own table name
        cursor.copy_expert(
            f"COPY {table} (kind, code, name, parent_name, regency_code, source, point) FROM STDIN WITH "
            "(FORMAT csv, FORCE_NOT_NULL (kind, code, name, parent_name, regency_code, source))",
            lines,
        )
    return count


def _rows(path: Path, required: Iterable[str]) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise MissingFileError(f"{path}: no such file")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        if missing := [name for name in required if name not in columns]:
            raise ProfileError(f"{path}: column {', '.join(missing)} is missing; {columns_found(columns)}")
        yield from reader
