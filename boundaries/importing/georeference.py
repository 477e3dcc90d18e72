"""Any coordinate reference system to longitude and latitude, and refusal of coordinates that contradict theirs."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from boundaries.importing.errors import (
    GeometryTypeError,
    MissingCrsError,
    OutsideIndonesiaError,
    SwappedAxesError,
    WrongCrsError,
    listed,
)

WGS84 = pyproj.CRS.from_epsg(4326)
# Land of Indonesia lies in 94.97…141.02 E, 11.01 S…6.08 N; a degree around it for coarse outlines and areas of sea.
INDONESIA = (94.0, -12.1, 142.1, 7.1)
_POLYGONAL = {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.GEOMETRYCOLLECTION}


@dataclass(frozen=True, slots=True)
class Georeference:
    """How the coordinates of a layer become lon/lat: its CRS by name, whether it was assumed."""

    crs: str
    assumed: bool = False


def require_polygons(geometries: np.ndarray, label: str) -> None:
    """Refuse a layer of points or lines.

    Raises
    ------
    GeometryTypeError
        When any feature is neither polygon nor collection; a missing geometry is judged later, by name.
    """
    kinds = {shapely.GeometryType(int(kind)) for kind in np.unique(shapely.get_type_id(geometries)) if kind >= 0}
    if strange := kinds - _POLYGONAL:
        names = listed(sorted(kind.name.lower() for kind in strange))
        raise GeometryTypeError(f"{label}: polygons are needed, found {names}")


def to_lon_lat(geometries: np.ndarray, crs: str | None, label: str) -> tuple[np.ndarray, Georeference]:
    """Return geometries in EPSG:4326, lon/lat, two-dimensional, and what was done.

    Parameters
    ----------
    geometries
        Array of any geometries (None allowed), in `crs`.
    crs
        As the file states it (authority code, WKT); None where it states none: then coordinates that fit degrees
        are taken as WGS 84.

    Raises
    ------
    MissingCrsError, WrongCrsError, SwappedAxesError
    """
    flat = shapely.force_2d(geometries)
    bounds = shapely.total_bounds(flat)
    if np.isnan(bounds).any():
        return flat, Georeference(crs or "EPSG:4326", assumed=crs is None)
    if crs is None:
        if not _are_degrees(bounds):
            raise MissingCrsError(
                f"{label}: no coordinate reference system is stated and the coordinates are not degrees "
                f"({_said(bounds)}); add the .prj file or set the CRS"
            )
        _refuse_swapped(bounds, label)
        return flat, Georeference("EPSG:4326", assumed=True)
    source = pyproj.CRS.from_user_input(crs)
    _refuse_contradiction(source, bounds, label)
    if not source.equals(WGS84, ignore_axis_order=True):
        flat = _transformed(flat, source, label)
    return flat, Georeference(_short(source))


def _refuse_contradiction(crs: pyproj.CRS, bounds: np.ndarray, label: str) -> None:
    if crs.is_geographic and not _are_degrees(bounds):
        raise WrongCrsError(
            f"{label}: declares {_short(crs)}, in degrees, but its coordinates are not ({_said(bounds)})"
        )
    if crs.is_geographic:
        _refuse_swapped(bounds, label)
    elif _are_degrees(bounds):
        raise WrongCrsError(
            f"{label}: declares {_short(crs)}, in metres, but its coordinates are degrees ({_said(bounds)})"
        )


def _refuse_swapped(bounds: np.ndarray, label: str) -> None:
    west, south, east, north = INDONESIA
    x_is_latitude = south <= bounds[0] and bounds[2] <= north
    y_is_longitude = west <= bounds[1] and bounds[3] <= east
    if x_is_latitude and y_is_longitude:
        raise SwappedAxesError(f"{label}: latitude and longitude are swapped ({_said(bounds)}); longitude comes first")


def _transformed(geometries: np.ndarray, source: pyproj.CRS, label: str) -> np.ndarray:
    transformer = pyproj.Transformer.from_crs(source, WGS84, always_xy=True)
    coordinates = shapely.get_coordinates(geometries)
    lon, lat = transformer.transform(coordinates[:, 0], coordinates[:, 1])
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise WrongCrsError(f"{label}: coordinates cannot be in {_short(source)}, they lie outside of where it holds")
    return shapely.set_coordinates(geometries.copy(), np.column_stack((lon, lat)))


def refuse_outside_indonesia(geometries: np.ndarray, labels: list[str], declared: str) -> None:
    """Refuse areas that leave the box around Indonesia.

    Parameters
    ----------
    geometries
        Array in EPSG:4326, lon/lat.
    labels
        What to call each of them, in the same order.
    declared
        The CRS of the file, for the message: a wrong one puts areas elsewhere.
    """
    west, south, east, north = INDONESIA
    bounds = shapely.bounds(geometries)
    outside = (bounds[:, 0] < west) | (bounds[:, 1] < south) | (bounds[:, 2] > east) | (bounds[:, 3] > north)
    if outside.any():
        names = listed([label for label, out in zip(labels, outside, strict=True) if out])
        raise OutsideIndonesiaError(
            f"{outside.sum()} of {len(labels)} areas lie outside Indonesia: {names}; is {declared} the right CRS?"
        )


def _are_degrees(bounds: np.ndarray) -> bool:
    return bool(np.abs(bounds).max() <= 180)


def _said(bounds: np.ndarray) -> str:
    return f"x {bounds[0]:.6g}…{bounds[2]:.6g}, y {bounds[1]:.6g}…{bounds[3]:.6g}"


def _short(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)
