"""Areas against where they were before: a wrong CRS within Indonesia looks right to every other check."""

import numpy as np
import shapely
from django.contrib.gis.db.models import Extent
from django.db.models import F

from boundaries.importing.errors import WrongCrsError, listed
from boundaries.importing.report import Report
from boundaries.models import Area, Edition

LEAST_COMPARED = 2


def refuse_displaced(geometries: np.ndarray, codes: list[str], report: Report) -> None:
    """Compare areas with those of the same code in the newest edition in force, by their bounding boxes.

    Single areas that moved are reported (a code may have been given to another area by law); where most did, the
    coordinates are wrong.

    Raises
    ------
    WrongCrsError
        When more than half of the areas do not touch their former place.
    """
    newest = Edition.objects.active().order_by("-valid_from").first()
    if newest is None:
        return
    known = Area.objects.of(newest).filter(code__in=codes)
    boxes = dict(known.annotate(box=Extent(F("geometry"))).values_list("code", "box"))
    compared = [index for index, code in enumerate(codes) if code in boxes]
    if len(compared) < LEAST_COMPARED:
        return
    now = shapely.box(*shapely.bounds(geometries[compared]).T)
    before = shapely.box(*np.array([boxes[codes[index]] for index in compared]).T)
    moved = [codes[index] for index, apart in zip(compared, shapely.disjoint(now, before), strict=True) if apart]
    if len(moved) * 2 > len(compared):
        raise WrongCrsError(
            f"{len(moved)} of {len(compared)} areas do not lie where edition {newest} has them ({listed(moved)}); "
            f"is {', '.join(report.crs)} the right CRS?"
        )
    if moved:
        report.notes.append(f"{len(moved)} areas lie elsewhere than in edition {newest}: {listed(moved)}")
