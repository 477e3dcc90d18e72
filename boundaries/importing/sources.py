"""Which files to read: patterns and folders expanded, kinds told by content, bombs and fragments refused unread."""

import glob
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boundaries.importing.errors import (
    ArchiveError,
    EmptyFileError,
    MissingCompanionError,
    MissingFileError,
    NotGeographicError,
    TruncatedFileError,
    listed,
)

READABLE = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet")
MOST_UNPACKED = 8 * 1024**3
MOST_RATIO = 100  # real boundaries pack by 2 to 10; padded attribute tables by 50
RATIO_MATTERS_FROM = 64 * 1024**2

_FOREIGN_KINDS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive: unpack it first",
    b"<": "an XML or HTML document",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file.

    Parameters
    ----------
    path
        What GDAL or pyarrow opens; "/vsizip/…" for a member of a zip file.
    label
        What messages call it.
    kind
        gpkg, fgb, parquet, shp or geojson, told by content.
    file
        The file given: several sources share it when it is a zip file.
    """

    path: str
    label: str
    kind: str
    file: str


def find_sources(patterns: Sequence[str]) -> list[Source]:
    """Return the files that paths, folders and glob patterns name, in a stable order.

    Raises
    ------
    BoundaryFileError
        Of the class that fits: missing, empty, not geographic, truncated, without companions, a zip bomb.
    """
    paths: list[Path] = []
    for pattern in patterns:
        paths += _expand(pattern)
    sources: list[Source] = []
    for path in dict.fromkeys(paths):
        sources += _members(path) if zipfile.is_zipfile(path) else [_examined(path)]
    return sources


def _expand(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in (*READABLE, ".zip"))
        if not found:
            raise MissingFileError(f"{pattern}: the folder holds no file of boundaries ({', '.join(READABLE)}, .zip)")
        return found
    if path.is_file():
        return [path]
    matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True)) if Path(match).is_file()]
    if not matches:
        raise MissingFileError(f"{pattern}: no such file")
    return matches


def _examined(path: Path) -> Source:
    size = path.stat().st_size
    if size == 0:
        raise EmptyFileError(f"{path}: the file is empty (0 bytes)")
    with path.open("rb") as file:
        head = file.read(100)
        file.seek(max(0, size - 8))
        tail = file.read(8)
    kind = _kind(head, path)
    if kind == "shp":
        _require_companions(path)
    if _is_cut_off(kind, head, tail, size):
        raise TruncatedFileError(f"{path}: the file is truncated: it ends before its content does; fetch it again")
    return Source(str(path), path.name, kind, str(path))


def _kind(head: bytes, path: Path) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(b"fgb\x03"):
        return "fgb"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    if text.startswith((b"{", b"[")):
        return "geojson"
    if head.startswith(b"PK\x03\x04"):
        raise TruncatedFileError(f"{path}: the zip file is truncated or damaged; fetch it again")
    what = next((name for magic, name in _FOREIGN_KINDS.items() if text.startswith(magic)), "of an unknown kind")
    if not text.strip(b"\0"):
        what = "filled with zeros"
    raise NotGeographicError(
        f"{path}: not a file of boundaries but {what}; a Shapefile, GeoPackage, GeoJSON, FlatGeobuf or GeoParquet "
        "is needed"
    )


def _is_cut_off(kind: str, head: bytes, tail: bytes, size: int) -> bool:
    """Compare the length that a header declares with the real one; formats without one fail while being read."""
    if kind == "shp":
        return len(head) < 100 or struct.unpack(">i", head[24:28])[0] * 2 > size
    if kind == "parquet":
        return not tail.endswith(b"PAR1")
    if kind == "gpkg":
        page = struct.unpack(">H", head[16:18])[0] if len(head) >= 32 else 0
        return page == 0 or struct.unpack(">I", head[28:32])[0] * (65536 if page == 1 else page) > size
    return False


def _require_companions(path: Path) -> None:
    siblings = list(path.parent.glob(f"{glob.escape(path.stem)}.*"))
    suffixes = {other.suffix.lower() for other in siblings}
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in suffixes]
    if missing:
        raise MissingCompanionError(
            f"{path}: a Shapefile is several files; {' and '.join(missing)} of the same name must lie beside it"
        )
    table = next(path.parent / f"{path.stem}{other.suffix}" for other in siblings if other.suffix.lower() == ".dbf")
    with table.open("rb") as file:
        head = file.read(12)
    records, header, length = struct.unpack("<IHH", head[4:12]) if len(head) == 12 else (1, 32, 1)
    if header + records * length > table.stat().st_size:
        raise TruncatedFileError(f"{table}: the file is truncated: it declares {records} rows; fetch it again")


def _members(path: Path) -> list[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile as error:
        raise TruncatedFileError(f"{path}: the zip file is truncated or damaged; fetch it again") from error
    _refuse_bomb(path, members)
    names = [info.filename for info in members if not Path(info.filename).name.startswith(".")]
    wanted = [name for name in names if name.lower().endswith(READABLE[:5])]
    if not wanted:
        raise ArchiveError(
            f"{path}: the zip file holds no Shapefile, GeoPackage, GeoJSON or FlatGeobuf: {listed(names)}"
        )
    lowered = {name.lower() for name in names}
    for name in wanted:
        stem = name.lower().removesuffix(".shp")
        missing = [s for s in (".shx", ".dbf") if name.lower().endswith(".shp") and stem + s not in lowered]
        if missing:
            raise MissingCompanionError(f"{path}: {name} lacks {' and '.join(missing)} beside it in the zip file")
    kinds = {".shp": "shp", ".gpkg": "gpkg", ".fgb": "fgb"}
    return [
        Source(
            path=f"/vsizip/{path.resolve()}/{name}",
            label=f"{path.name}/{name}",
            kind=kinds.get(Path(name).suffix.lower(), "geojson"),
            file=str(path),
        )
        for name in wanted
    ]


def _refuse_bomb(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """Judge by the sizes declared, before a byte is unpacked; GDAL reads no further than what is declared."""
    unpacked = sum(info.file_size for info in members)
    packed = max(1, path.stat().st_size)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked / packed > MOST_RATIO):
        raise ArchiveError(
            f"{path}: refused, {packed / 1e6:.1f} MB would unpack to {unpacked / 1e6:,.0f} MB; boundaries do not pack "
            f"that well (limits: {MOST_UNPACKED / 1e9:.0f} GB, {MOST_RATIO} times)"
        )
