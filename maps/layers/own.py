"""What staff count beside the bins: reports in their hands of which the public knows nothing, one by one."""

from collections import defaultdict
from dataclasses import replace
from typing import Final

import numpy as np
from django.contrib.gis.geos import Point, Polygon
from django.db.models import F, FloatField, Func
from django.db.models.functions import Coalesce

from boundaries import locator
from boundaries.models import Edition
from maps.bins.cells import cells_of, parents
from maps.layers.ask import Ask
from maps.layers.zooms import COARSE_LEVEL

_WIDTH: Final = {3: 1.5, 4: 0.6, 5: 0.25, 6: 0.1, 7: 0.04}
"""Degrees that a hexagon of a level spans at most in Indonesia."""


def own_cells(ask: Ask) -> dict[int, tuple[int, int]]:
    """Count the reports of a question that are counted one by one: {cell: (reports, incidents)}."""
    if not ask.audience.staff:
        return {}
    reports = ask.audience.own(ask.selection).filter(public_point__isnull=False)
    if ask.box is not None:
        west, south, east, north = ask.box.degrees()
        more = _WIDTH[min(ask.level, COARSE_LEVEL)]
        box = Polygon.from_bbox((west - more, south - more, east + more, north + more))
        reports = reports.filter(public_point__bboverlaps=box)
    lon, lat = (Func("public_point", function=name, output_field=FloatField()) for name in ("ST_X", "ST_Y"))
    rows = list(reports.order_by().values_list(lon, lat, "public_cell_m", "merged_into_id"))
    if not rows:
        return {}
    lons, lats, widths, merged = zip(*rows, strict=True)
    coarse = np.array([width is not None for width in widths])
    held = parents(cells_of(np.array(lons), np.array(lats), coarse), ask.level)
    found, place = np.unique(held, return_inverse=True)
    n = np.bincount(place)
    incidents = np.bincount(place, weights=[joined is None for joined in merged]).astype(int)
    return dict(zip(found.tolist(), zip(n.tolist(), incidents.tolist(), strict=True), strict=True))


def own_areas(ask: Ask) -> dict[str, tuple[int, int]]:
    """Count the reports of a question that are counted one by one: {code: (reports, incidents)}; codes of AreaBin."""
    if not ask.audience.staff:
        return {}
    edition, area = ask.selection.edition, ask.selection.area
    names = ("regency__code", "province__code", "public_point", "merged_into_id")
    # The area is one of the selection's edition: which reports it holds is known when they were located in that
    own = ask.audience.own(replace(ask.selection, province="", regency="")).order_by()
    rows = own.annotate(by=Coalesce(F("regency__edition_id"), F("province__edition_id"))).values_list(*names, "by")
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    elsewhere: list[tuple[Point | None, bool]] = []
    for regency, province, point, merged, by in rows:
        if edition is None or by == edition.pk:
            _add(found, regency or province or "", merged is None)
        else:
            elsewhere.append((point, merged is None))
    if edition is not None:
        codes = _codes(edition, [point for point, _ in elsewhere])
        for code, (_, incident) in zip(codes, elsewhere, strict=True):
            _add(found, code, incident)
    return {code: (n, incidents) for code, (n, incidents) in found.items() if code.startswith(area)}


def _add(found: dict[str, list[int]], code: str, incident: bool) -> None:
    found[code][0] += 1
    found[code][1] += incident


def _codes(edition: Edition, points: list[Point | None]) -> list[str]:
    """Return the code of the regency, else the province, of an edition that holds each point; "" for none."""
    known = [point for point in points if point is not None]
    if not known:
        return [""] * len(points)
    lons, lats = np.array([point.coords for point in known]).T
    places = locator.default().engine_of(edition).locate_many(lons, lats)
    codes = iter(
        regency or province for regency, province in zip(places.regency_code, places.province_code, strict=True)
    )
    return ["" if point is None else str(next(codes)) for point in points]
