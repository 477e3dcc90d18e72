"""A picture of Indonesia, light enough for the start page on a slow line."""

from typing import Any

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import Left
from django.template.loader import render_to_string

from boundaries.basemap import Basemap
from boundaries.outlines import outlines
from maps.classes.scheme import FEW, RAMP
from maps.models import AreaBin, Grain

TOLERANCE = 0.1
WEST, NORTH, WIDTH, HEIGHT = 94.6, 6.3, 46.6, 17.6  # degrees
PX = 20  # a degree, in the picture's own units
BREAKS = (1, 100, 300, 1000, 3000)  # provinces: fixed, so that the picture of one month can be laid by another's
KEPT_SECONDS = 600


def picture(basemap: Basemap) -> str:
    """Return an SVG of the provinces, shaded by how many public reports each has."""
    key = f"overview:{basemap.key}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = _draw(basemap)
        cache.set(key, drawn, KEPT_SECONDS)
    return drawn


def _draw(basemap: Basemap) -> str:
    areas = AreaBin.objects.filter(edition=basemap.edition_id, grain=Grain.TOTAL, public=True).exclude(area="")
    rows = areas.values_list(Left("area", 2)).annotate(total=Sum("n"))
    counted: dict[str, int] = dict(rows.order_by())
    shapes = [
        (_path(area["geometry"]), _shade(counted.get(code, 0)))
        for code, area in outlines(basemap, "province", TOLERANCE).items()
    ]
    size = {"width": round(WIDTH * PX), "height": round(HEIGHT * PX)}
    return render_to_string("maps/overview.svg", size | {"shapes": shapes})


def _shade(n: int) -> str:
    place = sum(n >= lower for lower in BREAKS)
    return RAMP[place - 1] if place else FEW


def _path(geometry: dict[str, Any]) -> str:
    """Return the `d` of an SVG path: whole units, no point twice in a row, rings too small to see left out."""
    parts = []
    for polygon in geometry["coordinates"]:
        for ring in polygon:
            points = list(dict.fromkeys((round((x - WEST) * PX), round((NORTH - y) * PX)) for x, y in ring))
            if len(points) > 2:
                parts.append("M" + " ".join(f"{x} {y}" for x, y in points) + "z")
    return "".join(parts)
