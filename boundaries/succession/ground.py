"""Which areas of two editions share ground, and how much of each."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
import shapely

from boundaries.models import Area, Edition

LEAST_SHARE = 1e-4
"""Shares of ground below this of both areas are lines drawn by different hands, not changes."""

INSIDE = 0.95
"""From this share on an area counts as lying inside another: surveys differ in their coasts by more than a percent."""


class Shared(NamedTuple):
    """Ground that an area of the earlier edition and one of the later edition have in common.

    `of_earlier` and `of_later` are its area over the area of each, 0 to 1.
    """

    earlier: str
    later: str
    of_earlier: float
    of_later: float

    @property
    def most(self) -> float:
        """The larger of the two shares: 1 where one area lies inside the other."""
        return max(self.of_earlier, self.of_later)


def measure(earlier: Edition, later: Edition, level: str) -> list[Shared]:
    """Intersect all areas of a level of two editions; 514 by 514 regencies take about half a second.

    Areas are compared on Lambert's cylindrical equal-area projection, so the shares are true.
    """
    old_codes, old = _areas(earlier, level)
    new_codes, new = _areas(later, level)
    if not len(old) or not len(new):
        return []
    i, j = shapely.STRtree(new).query(old, predicate="intersects")
    common = shapely.area(shapely.intersection(old[i], new[j]))
    of_old, of_new = common / shapely.area(old)[i], common / shapely.area(new)[j]
    kept = np.flatnonzero((of_old > LEAST_SHARE) | (of_new > LEAST_SHARE))
    return [
        Shared(old_codes[i[k]], new_codes[j[k]], min(1.0, float(of_old[k])), min(1.0, float(of_new[k]))) for k in kept
    ]


def successions_by_ground(
    ground: Iterable[Shared], old_codes: Collection[str], new_codes: Collection[str]
) -> list[tuple[str, str]]:
    """Return the pairs of different codes that the ground alone shows: one area lies inside the other.

    Only areas that came or went are looked at: a city that one survey draws inside a regency without a hole has not
    become that regency.
    """
    return [
        (pair.earlier, pair.later)
        for pair in ground
        if pair.earlier != pair.later
        and (
            (pair.later not in old_codes and pair.of_later >= INSIDE)
            or (pair.earlier not in new_codes and pair.of_earlier >= INSIDE)
        )
    ]


def _areas(edition: Edition, level: str) -> tuple[list[str], np.ndarray]:
    rows = list(Area.objects.of(edition).filter(level=level).order_by("code").values_list("code", "geometry"))
    shapes = shapely.from_wkb(np.array([bytes(geometry.wkb) for _code, geometry in rows], dtype=object))
    return [code for code, _geometry in rows], shapely.transform(shapes, _equal_area)


def _equal_area(lon_lat: np.ndarray) -> np.ndarray:
    return np.column_stack([lon_lat[:, 0], np.degrees(np.sin(np.radians(lon_lat[:, 1])))])
