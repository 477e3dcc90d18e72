"""From a point to the areas that hold it: one meaning, two speeds.

`locate` and `locate_many` answer from an in-process index of the edition in force, or from PostGIS where the index
cannot be had. The rules are written down in boundaries.locator.reference.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from boundaries.place import AreaRef, Place

if TYPE_CHECKING:
    from boundaries.locator.locator import Locator
    from boundaries.locator.places import Places
    from boundaries.models import Edition

__all__ = ["assign", "assign_many", "default", "edition", "locate", "locate_many"]

_default: "Locator | None" = None


def default() -> "Locator":
    """Return this process's locator."""
    global _default  # noqa: PLW0603 - one index in memory per process is the point of it
    if _default is None:
        # Imported here: compiled kernels take half a second to load, and most commands never locate anything.
        from boundaries.locator.locator import Locator

        _default = Locator()
    return _default


def locate(lon: float, lat: float, on: dt.date | None = None, accuracy_m: float | None = None) -> Place:
    """Return the Place of a point.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    on
        The date whose edition of boundaries is asked; today when None.
    accuracy_m
        Radius of uncertainty of the point, metres: widens the zone in which a border makes it doubtful.

    Raises
    ------
    PlaceError
        The numbers are no point on Earth.
    NoEditionError
        No edition is in force on that date.
    """
    return default().locate(lon, lat, on, accuracy_m)


def locate_many(
    lons: Any,
    lats: Any,
    on: dt.date | None = None,
    accuracy_m: float | None = None,
    errors: Literal["raise", "mark"] = "raise",
) -> "Places":
    """Return the Places of points, in their order; see `locate`.

    Parameters
    ----------
    lons, lats
        Sequences or arrays of the same length, degrees, EPSG:4326.
    errors
        What to do about a pair that is no point on Earth: "raise" PlaceError naming the first, or "mark" it: its
        columns stay blank (setting ""), and asking for its Place raises PlaceError.
    """
    return default().locate_many(lons, lats, on, accuracy_m, errors)


def edition(on: dt.date | None = None) -> "Edition":
    """Return the edition whose areas answer for a date (today when None), from memory; raises NoEditionError."""
    return default().engine(on).reference.edition


def assign(lon: float, lat: float, on: dt.date | None = None) -> AreaRef | None:
    """Return only the regency of a point, or None at sea and abroad: a third of the work of `locate`."""
    return default().assign(lon, lat, on)


def assign_many(lons: Any, lats: Any, on: dt.date | None = None) -> Any:
    """Return the codes of the regencies of points that are all on Earth; empty at sea and abroad."""
    return default().assign_many(lons, lats, on)
