"""An edition's life: imported as a draft, activated, or thrown away as a draft."""

from functools import partial
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction
from django.utils import timezone

from boundaries import locator
from boundaries.actions.links import shared_ground
from boundaries.importing.errors import EditionError
from boundaries.importing.generalise import generalise
from boundaries.importing.pipeline import LISTED_OVERLAPS, CheckedArea, ImportRequest, check_files
from boundaries.importing.report import Report
from boundaries.importing.steps import Steps
from boundaries.importing.topology import LEAST_OUTSIDE, find_gaps, find_overlaps, polygons_km2, without_foreign_land
from boundaries.importing.writing import (
    build_provinces,
    children_outside,
    content_checksum,
    draft_edition,
    draw_provinces,
    foreign_land,
    write_areas,
    write_gaps,
)
from boundaries.models import AreaPiece, Edition, Gap
from boundaries.models.areas import Level
from boundaries.signals import edition_activated

PIECE_VERTICES = 128

_PIECES = """
    INSERT INTO boundaries_areapiece (area_id, geometry)
    SELECT piece.id, (ST_Dump(piece.geometry)).geom
    FROM (SELECT id, ST_Subdivide(geometry, %s) AS geometry FROM boundaries_area
          WHERE edition_id = %s AND level = 'regency') AS piece
    WHERE ST_Dimension(piece.geometry) = 2
"""


def import_edition(
    request: ImportRequest,
    *,
    commit: bool,
    activate: bool = False,
    replace: bool = False,
    steps: Steps | None = None,
) -> Report:
    """Import one level of an edition from files, in one transaction.

    Parameters
    ----------
    request
        Files, level, profile and what to say of the edition.
    commit
        False: everything is done, reported, and rolled back.
    activate
        Put the edition in force afterwards.
    replace
        Begin a draft of this name anew.

    Returns
    -------
    Report
        The same on a dry run and on a commit, but for `committed` and `seconds`.

    Raises
    ------
    BoundaryFileError
        Whatever is wrong with the files or the request; the database is then as it was.
    """
    steps = steps or Steps()
    report = Report(edition=request.edition, level=request.level, seconds=steps.seconds)
    checked = check_files(request, report, steps)
    with transaction.atomic():
        _wait_for_other_imports()
        if replace:
            Edition.objects.filter(name=request.edition, status=Edition.Status.DRAFT).delete()
        edition = draft_edition(request)
        _describe_topology(checked, report, steps)
        _write(edition, request.level, checked, report, steps)
        if activate:
            with steps.step("activate"):
                edition = activate_edition(edition)
        report.checksum = edition.checksum
        if not commit:
            transaction.set_rollback(True)
    report.committed = commit
    return report


def _wait_for_other_imports() -> None:
    """Let one import at a time write: two of one edition would meet in its constraints."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('boundaries.import'))")


def _describe_topology(checked: list[CheckedArea], report: Report, steps: Steps) -> None:
    areas = np.array([area.geometry for area in checked], dtype=object)
    with steps.step("overlaps"):
        overlaps = find_overlaps(areas)
    report.overlap_pairs = len(overlaps)
    report.overlaps_km2 = round(sum(overlap.km2 for overlap in overlaps), 3)
    report.overlaps = [
        {"codes": [checked[o.first].code, checked[o.second].code], "km2": round(o.km2, 4)}
        for o in overlaps[:LISTED_OVERLAPS]
    ]
    report.approximate = [area.code for area in checked if area.approximate]


def _write(edition: Edition, level: str, checked: list[CheckedArea], report: Report, steps: Steps) -> None:
    with steps.step("outlines"):
        outlines = generalise(np.array([area.geometry for area in checked], dtype=object))
    with steps.step("provinces"):
        if level == Level.REGENCY:
            report.provinces_built = build_provinces(edition, checked, outlines)
    with steps.step("write"):
        write_areas(edition, level, checked, outlines)
        if level in (Level.PROVINCE, Level.REGENCY):
            draw_provinces(edition)
    if level == Level.REGENCY:
        with steps.step("gaps"):
            _write_gaps(edition, checked, report)
    with steps.step("parents"):
        outside = [o for o in children_outside(edition, level) if o.share > LEAST_OUTSIDE]
        report.outside_parent = [{"code": o.code, "name": o.name, "share": o.share} for o in outside]
    edition.findings[level] = report.findings()
    edition.checksum = content_checksum(edition)
    edition.save(update_fields=["checksum", "findings"])


def _write_gaps(edition: Edition, checked: list[CheckedArea], report: Report) -> None:
    gaps = find_gaps(np.array([area.geometry for area in checked], dtype=object), foreign_land(edition.valid_from))
    write_gaps(edition, gaps)
    sizes = sorted(((polygons_km2(gap), shapely.point_on_surface(gap)) for gap in gaps), key=lambda pair: -pair[0])
    report.gaps = len(gaps)
    report.gaps_km2 = round(sum(size for size, _point in sizes), 3)
    report.largest_gaps = [
        {"km2": round(size, 3), "lon": round(point.x, 5), "lat": round(point.y, 5)} for size, point in sizes[:10]
    ]


def activate_edition(edition: Edition) -> Edition:
    """Put a draft in force from its `valid_from` and build what look-ups need; return it as it is now.

    The edition that held until then ends on that day; where a later one is in force already, this one ends when
    that begins. Once committed, `boundaries.signals.edition_activated` is sent.

    Raises
    ------
    EditionError
        When it is no draft, has no regencies, or another edition in force begins on the same day.
    """
    with transaction.atomic():
        _wait_for_other_imports()
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        refuse_activation(edition)
        _make_room(edition)
        _build_lookup(edition)
        edition.status = Edition.Status.ACTIVE
        edition.activated_at = timezone.now()
        edition.checksum = content_checksum(edition)
        edition.save()
        _compare_with_neighbours(edition)
        # Before the first citizen asks: a web process that finds no index would build it while they wait.
        transaction.on_commit(partial(locator.default().engine, edition.valid_from), robust=True)
        transaction.on_commit(partial(edition_activated.send_robust, sender=Edition, edition=edition), robust=True)
    return edition


def refuse_activation(edition: Edition) -> None:
    """Raise EditionError where an edition cannot be put in force, saying why."""
    if edition.status != Edition.Status.DRAFT:
        raise EditionError(f"edition {edition} is in force already")
    if not edition.areas.regencies().exists():
        raise EditionError(f"edition {edition} has no regencies: nothing could be looked up in it")
    same_day = Edition.objects.active().filter(valid_from=edition.valid_from).first()
    if same_day:
        raise EditionError(f"edition {same_day} is in force from the same day, {edition.valid_from}")


def _make_room(edition: Edition) -> None:
    others: Any = Edition.objects.select_for_update().active().order_by("valid_from")
    later = others.filter(valid_from__gt=edition.valid_from).first()
    if later and (edition.valid_to is None or edition.valid_to > later.valid_from):
        edition.valid_to = later.valid_from
    others.filter(valid_from__lt=edition.valid_from).in_force(edition.valid_from).update(valid_to=edition.valid_from)


def _compare_with_neighbours(edition: Edition) -> None:
    """Measure what its areas share with those of the editions right before and after it, for statistics to come."""
    others = Edition.objects.active().exclude(pk=edition.pk)
    before = others.filter(valid_from__lt=edition.valid_from).order_by("valid_from").last()
    after = others.filter(valid_from__gt=edition.valid_from).order_by("valid_from").first()
    for level in (Level.PROVINCE, Level.REGENCY):
        if before:
            shared_ground(before, edition, level)
        if after:
            shared_ground(edition, after, level)


def _build_lookup(edition: Edition) -> None:
    """Subdivide the regencies, and take from the gaps the foreign land known by now."""
    AreaPiece.objects.filter(area__edition=edition).delete()
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, [PIECE_VERTICES, edition.pk])
    gaps = shapely.from_wkb([bytes(gap.geometry.wkb) for gap in Gap.objects.filter(edition=edition).order_by("pk")])
    write_gaps(edition, without_foreign_land(list(gaps), foreign_land(edition.valid_from)))


def delete_draft(edition: Edition) -> None:
    """Throw a draft away with all its areas.

    Raises
    ------
    EditionError
        When the edition is in force: reports were filed by it.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        if edition.status != Edition.Status.DRAFT:
            raise EditionError(f"edition {edition} is in force: it is kept, for reports were filed by it")
        edition.delete()
