"""The rows of a draft edition: its areas, the provinces no file gave, its gaps."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from boundaries.importing.errors import EditionError, listed
from boundaries.importing.generalise import join
from boundaries.importing.names import Register, written
from boundaries.importing.pipeline import CheckedArea, ImportRequest
from boundaries.importing.repair import area_km2
from boundaries.importing.topology import share_outside
from boundaries.models import Area, Edition, Gap, Overlay
from boundaries.models.areas import Kind, Level

_PARENT = {Level.REGENCY: (Level.PROVINCE, 2), Level.DISTRICT: (Level.REGENCY, 5), Level.VILLAGE: (Level.DISTRICT, 8)}
_BATCH = 500
_BATCH_VERTICES = 200_000


@dataclass(frozen=True, slots=True)
class Outside:
    """A child of which a share (0…1) lies outside its parent."""

    code: str
    name: str
    share: float


def draft_edition(request: ImportRequest) -> Edition:
    """Return the draft that an import fills, locked; a new one where none has that name.

    Raises
    ------
    EditionError
        When it is in force already, holds this level already, or is said to hold at another time.
    """
    if request.valid_to and request.valid_to <= request.valid_from:
        raise EditionError(f"an edition that begins on {request.valid_from} cannot end on {request.valid_to}")
    edition = Edition.objects.select_for_update().filter(name=request.edition).first()
    if edition is None:
        return Edition.objects.create(
            name=request.edition,
            source=request.source or listed(Path(file).name for file in request.files),
            licence=request.licence,
            attribution=request.attribution,
            legal_basis=request.legal_basis,
            valid_from=request.valid_from,
            valid_to=request.valid_to,
            precision_m=request.precision_m or 0,
            note=request.note,
        )
    if edition.status == Edition.Status.ACTIVE:
        raise EditionError(f"edition {edition} is in force and is never edited; give another --edition")
    if edition.valid_from != request.valid_from:
        raise EditionError(f"draft {edition} is valid from {edition.valid_from}, not {request.valid_from}")
    if request.valid_to and edition.valid_to != request.valid_to:
        raise EditionError(f"draft {edition} is valid to {edition.valid_to or 'no day'}, not {request.valid_to}")
    if edition.areas.filter(level=request.level, derived=False).exists():
        raise EditionError(f"draft {edition} already holds level {request.level}; use --replace to begin it anew")
    return edition


def write_areas(edition: Edition, level: str, checked: Sequence[CheckedArea], outlines: np.ndarray) -> None:
    """Write the areas of one level below their parents; a province that was built gives way to the one given.

    Parameters
    ----------
    outlines
        Their generalised multipolygons, in the same order.

    Raises
    ------
    EditionError
        When the level above is missing.
    """
    register = Register(level)
    parents = _parents(edition, level, checked)
    built = {area.code: area for area in edition.areas.filter(level=level, derived=True).without_geometry()}
    for batch in _batches(checked, outlines):
        rows: list[Area] = []
        for area, outline in batch:
            row = built.get(area.code) or Area(edition=edition, level=level, code=area.code)
            _fill(row, area, outline, register)
            row.parent = parents.get(area.code[: _PARENT[Level(level)][1]]) if level != Level.PROVINCE else None
            rows.append(row)
        Area.objects.bulk_create([row for row in rows if row.pk is None])
        for row in rows:
            if row.code in built:
                row.save()


def _batches(
    checked: Sequence[CheckedArea], outlines: np.ndarray
) -> Iterator[list[tuple[CheckedArea, shapely.MultiPolygon]]]:
    """Cut areas into batches that weigh little as SQL, however detailed they are."""
    batch: list[tuple[CheckedArea, shapely.MultiPolygon]] = []
    vertices = 0
    for area, outline in zip(checked, outlines, strict=True):
        batch.append((area, outline))
        vertices += int(shapely.get_num_coordinates(area.geometry))
        if len(batch) >= _BATCH or vertices >= _BATCH_VERTICES:
            yield batch
            batch, vertices = [], 0
    if batch:
        yield batch


def build_provinces(edition: Edition, regencies: Sequence[CheckedArea], outlines: np.ndarray) -> list[str]:
    """Build the provinces that the edition lacks as unions of their regencies; return "code name" of each.

    Parameters
    ----------
    outlines
        The regencies' generalised multipolygons, in the same order.

    Raises
    ------
    EditionError
        When a province is neither in the register nor named in the file.
    """
    present = set(edition.areas.provinces().values_list("code", flat=True))
    register = Register("province")
    groups: dict[str, list[int]] = {}
    for index, regency in enumerate(regencies):
        groups.setdefault(regency.code[:2], []).append(index)
    built: list[CheckedArea] = []
    drawn: list[shapely.MultiPolygon] = []
    for code in sorted(groups.keys() - present):
        name = register.by_code[code].name if code in register.by_code else regencies[groups[code][0]].province
        if not name:
            raise EditionError(f"province {code} is not in the register and the file does not name it")
        geometry = join(np.array([regencies[index].geometry for index in groups[code]], dtype=object))
        drawn.append(join(outlines[groups[code]]))
        built.append(CheckedArea(code, name, geometry, area_km2(geometry), kind=Kind.PROVINSI))
    if built:
        write_areas(edition, Level.PROVINCE, built, np.array(drawn, dtype=object))
        edition.areas.provinces().filter(code__in=[area.code for area in built]).update(derived=True)
    return [f"{area.code} {area.name}" for area in built]


def draw_provinces(edition: Edition) -> None:
    """Give provinces the outline and the time zone that their regencies have, so that lines on a map coincide."""
    children: dict[int, list[Area]] = {}
    for regency in edition.areas.regencies().defer("geometry"):
        children.setdefault(regency.parent_id or 0, []).append(regency)
    for province in edition.areas.provinces().filter(pk__in=children).defer("geometry"):
        regencies = children[province.pk]
        outlines = shapely.from_wkb([bytes(regency.generalised.wkb) for regency in regencies])
        province.generalised = _geos(join(outlines))
        province.time_zone = Counter(regency.time_zone for regency in regencies).most_common(1)[0][0]
        province.save(update_fields=["generalised", "time_zone"])


def write_gaps(edition: Edition, gaps: Iterable[shapely.Polygon]) -> None:
    """Write the gaps of an edition in place of those it had."""
    Gap.objects.filter(edition=edition).delete()
    rows = [Gap(edition=edition, geometry=_geos(gap), area_km2=area_km2(gap)) for gap in gaps]
    Gap.objects.bulk_create(rows, batch_size=_BATCH)


def children_outside(edition: Edition, level: str) -> list[Outside]:
    """Return the areas of a level that leave their parent, where a file gave that parent; the worst first."""
    if level == Level.PROVINCE:
        level = Level.REGENCY
    children = list(
        edition.areas.filter(level=level, parent__derived=False)
        .select_related("parent")
        .only("code", "name", "geometry", "parent__geometry")
    )
    if not children:
        return []
    own = _shapes(child.geometry for child in children)
    parents = _shapes(child.parent.geometry for child in children if child.parent)
    shares = share_outside(own, parents)
    found = [Outside(c.code, c.name, round(float(s), 4)) for c, s in zip(children, shares, strict=True)]
    return sorted(found, key=lambda outside: -outside.share)


def foreign_land(on: dt.date) -> np.ndarray:
    """Return the land of other states on a day, as shapely geometries."""
    return _shapes(overlay.geometry for overlay in Overlay.objects.foreign_land().in_force(on))


def content_checksum(edition: Edition) -> str:
    """Return a SHA-256 over all that a look-up in this edition depends on; files made from it are known by it."""
    digest = hashlib.sha256()
    fields = ("level", "code", "name", "approximate", "geometry")
    for level, code, name, approximate, geometry in edition.areas.order_by("code").values_list(*fields).iterator(200):
        digest.update(f"{level}|{code}|{name}|{approximate}|".encode())
        digest.update(geometry.wkb)
    # In an order of their own: neither union nor table promises one.
    for gap in sorted(bytes(gap.wkb) for gap in edition.gaps.values_list("geometry", flat=True).iterator(1000)):
        digest.update(gap)
    digest.update(f"{edition.name}|{edition.precision_m}".encode())
    return digest.hexdigest()


def _parents(edition: Edition, level: str, checked: Sequence[CheckedArea]) -> dict[str, Area]:
    if level == Level.PROVINCE:
        return {}
    above, digits = _PARENT[Level(level)]
    parents = {area.code: area for area in edition.areas.filter(level=above).without_geometry()}
    if missing := sorted({area.code[:digits] for area in checked} - parents.keys()):
        raise EditionError(f"edition {edition} lacks level {above} {listed(missing)}: import that level first")
    return parents


def _fill(row: Area, area: CheckedArea, outline: shapely.MultiPolygon, register: Register) -> None:
    entry = register.by_code.get(area.code)
    row.name = entry.name if entry and register.same(area.code, area.name or entry.name) else area.name
    row.kind = entry.kind if entry else area.kind or written(area.name, row.level).kind or _kind_by_code(area.code)
    row.time_zone = (entry.time_zone if entry else "") or area.time_zone
    row.geometry = _geos(area.geometry)
    row.generalised = _geos(outline)
    row.point_on_surface = _geos(shapely.point_on_surface(area.geometry))
    row.area_km2 = area.area_km2
    row.approximate = area.approximate
    row.source_code = area.source_code
    row.derived = False


def _kind_by_code(code: str) -> str:
    """Kemendagri numbers regencies 01–69 and cities 71–99; kelurahan 1xxx and desa 2xxx."""
    parts = code.split(".")
    if len(parts) == 2:
        return Kind.KOTA if int(parts[1]) >= 71 else Kind.KABUPATEN
    if len(parts) == 4:
        return Kind.KELURAHAN if parts[3].startswith("1") else Kind.DESA
    return Kind.PROVINSI if len(parts) == 1 else Kind.KECAMATAN


def _geos(geometry: BaseGeometry) -> Any:  # the row decides which kind of geometry it takes
    return GEOSGeometry(memoryview(shapely.to_wkb(geometry)), srid=4326)


def _shapes(geometries: Iterable[GEOSGeometry]) -> np.ndarray:
    return shapely.from_wkb(np.array([bytes(geometry.wkb) for geometry in geometries], dtype=object))
