"""Loading layers that lie over the areas: neighbours' land, conservation areas, forests, river basins, the capital."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.db.models import Min, Q

from boundaries import locator
from boundaries.importing.errors import CodeError, listed
from boundaries.importing.overlays import Drawn, OverlayReport, OverlayRequest, find_conflicts, read_overlays, summary
from boundaries.importing.rims import rim_of
from boundaries.models import Overlay
from boundaries.pieces import subdivide_overlays

DEMO_FILE = Path(__file__).resolve().parents[2] / "fixtures" / "demo" / "overlays.fgb"
DEMO_PRECISION_M = 200.0


def import_overlay(request: OverlayRequest, *, commit: bool, append: bool = False) -> OverlayReport:
    """Load overlays from files in one transaction, and make look-ups ready for them.

    They take the place of those of their kind that begin on the same day, and of every made-up one of their kind;
    those that held until then end on that day, and where later ones are loaded the new ones end when these begin. With
    `append` others stay beside them, as where two offices keep parts of a kind.

    Raises
    ------
    BoundaryFileError
        Whatever is wrong with the files; the database is then as it was.
    """
    report = OverlayReport()
    drawn = read_overlays(request, report)
    kinds = {overlay.kind for overlay in drawn}
    with transaction.atomic():
        report.replaced = _make_room(request, kinds, append)
        if not append:
            request = _take_turns(request, kinds, report)
        kept = _kept(request, kinds)
        if taken := {(o.kind, o.code) for o in drawn} & {(o.kind, o.code) for o, _drawn in kept}:
            raise CodeError(
                f"loaded already: {listed(sorted(code for _kind, code in taken))}; leave --append away to replace them"
            )
        report.overlays = summary(drawn)
        report.conflicts = find_conflicts(drawn, [old for _row, old in kept])
        store_overlays([_row(overlay, request, report.conflicts) for overlay in drawn])
        _flag_kept(report.conflicts, kept)
        if commit:
            transaction.on_commit(_ready, robust=True)
        else:
            transaction.set_rollback(True)
    report.committed = commit
    return report


def load_demo_overlays() -> list[str]:
    """Lay the made-up overlays over the demonstration; return their keys ("kind:code").

    Kinds of which real ones are loaded are left alone. Doing it again changes nothing.
    """
    real = set(Overlay.objects.jurisdictions().filter(is_demo=False).values_list("kind", flat=True))
    request = OverlayRequest([str(DEMO_FILE)], None, precision_m=DEMO_PRECISION_M, is_demo=True)
    drawn = [overlay for overlay in read_overlays(request, OverlayReport()) if overlay.kind not in real]
    with transaction.atomic():
        present = Overlay.objects.filter(is_demo=True)
        rows = [_row(overlay, request, []) for overlay in drawn]
        if sorted(present.values_list("checksum", flat=True)) != sorted(row.checksum for row in rows):
            present.delete()
            store_overlays(rows)
            transaction.on_commit(_ready, robust=True)
    return sorted(row.key for row in rows)


def store_overlays(rows: Sequence[Overlay]) -> None:
    """Write overlays with what look-ups need: the rim of their lines, the pieces of both, a checksum."""
    for row in rows:
        _complete(row)
    Overlay.objects.bulk_create(rows, batch_size=100)
    subdivide_overlays([row.pk for row in rows])


def _complete(row: Overlay) -> None:
    """Fill in what follows from the rest of a row."""
    if row.checksum:
        return
    rim = rim_of(_shape(row), row.precision_m)
    row.rim = None if rim is None else _geos(rim)
    said = f"{row.kind}|{row.code}|{row.name}|{row.function}|{row.precision_m}|{row.valid_from}|{row.valid_to}|"
    shapes = bytes(row.geometry.wkb) + (b"" if rim is None else shapely.to_wkb(rim))
    row.checksum = hashlib.sha256(said.encode() + shapes).hexdigest()


def _row(overlay: Drawn, request: OverlayRequest, conflicts: list[dict[str, Any]]) -> Overlay:
    row = Overlay(
        kind=overlay.kind,
        code=overlay.code,
        name=overlay.name,
        function=overlay.function,
        is_demo=request.is_demo,
        geometry=_geos(overlay.geometry),
        source=overlay.source,
        licence=request.licence,
        precision_m=request.precision_m,
        valid_from=request.valid_from,
        valid_to=request.valid_to,
        conflicts=_concerning(overlay.kind, overlay.code, conflicts),
    )
    _complete(row)
    return row


def _shape(row: Overlay) -> Any:
    return shapely.from_wkb(bytes(row.geometry.wkb))


def _geos(shape: shapely.MultiPolygon) -> Any:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)


def _concerning(kind: str, code: str, conflicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return, of each conflict that an overlay is part of, the other side and the place."""
    found = []
    for conflict in conflicts:
        if conflict["kind"] == kind and code in conflict["codes"]:
            other = 1 - conflict["codes"].index(code)
            found.append(
                {"code": conflict["codes"][other], "name": conflict["names"][other],
                 "function": conflict["functions"][other], **{key: conflict[key] for key in ("km2", "lon", "lat")}}
            )  # fmt: skip
    return found


def _make_room(request: OverlayRequest, kinds: set[str], append: bool) -> list[dict[str, str]]:
    """Delete what gives way to an import; return what that was."""
    going = Q(is_demo=True)
    if not append:
        going |= Q(valid_from=request.valid_from)
    gone = Overlay.objects.filter(going, kind__in=kinds)
    fields = ("kind", "code", "name", "source")
    said = [dict(zip(fields, row, strict=True)) for row in gone.values_list(*fields)]
    gone.delete()
    return said


def _take_turns(request: OverlayRequest, kinds: set[str], report: OverlayReport) -> OverlayRequest:
    """End the overlays that held until then on the first day of the new ones, and these when later ones begin."""
    others = Overlay.objects.filter(kind__in=kinds)
    first = request.valid_from
    if first:
        before = others.in_force(first)
        report.ended = [f"{code} {name}" for code, name in before.values_list("code", "name")]
        before.update(valid_to=first)
    later = others.filter(valid_from__gt=first or dt.date.min).aggregate(first=Min("valid_from"))["first"]
    if later is None or (request.valid_to and request.valid_to <= later):
        return request
    report.notes.append(f"they hold until {later}, when those that are loaded already begin")
    return replace(request, valid_to=later)


def _kept(request: OverlayRequest, kinds: set[str]) -> list[tuple[Overlay, Drawn]]:
    """Return the overlays that are in force together with the new ones on some day."""
    beside = Overlay.objects.filter(kind__in=kinds)
    if request.valid_to:
        beside = beside.filter(Q(valid_from=None) | Q(valid_from__lt=request.valid_to))
    if request.valid_from:
        beside = beside.filter(Q(valid_to=None) | Q(valid_to__gt=request.valid_from))
    return [
        (o, Drawn(o.kind, o.code, o.name, o.function, o.source, _shape(o), o.function)) for o in beside.defer("rim")
    ]


def _flag_kept(conflicts: list[dict[str, Any]], kept: Sequence[tuple[Overlay, Drawn]]) -> None:
    """Note on overlays that stay which new ones claim their ground."""
    for row, _drawn in kept:
        if new := _concerning(row.kind, row.code, conflicts):
            row.conflicts = [*row.conflicts, *new]
            row.save(update_fields=["conflicts"])


def _ready() -> None:
    """Build the index anew before the first citizen asks."""
    locator.default().prepare()
