"""From what a reporter said about the place to the areas it belongs to, and to what the public may know of it."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import h3
from django.contrib.gis.geos import Point
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boundaries import locator
from boundaries.models import Area, Edition, Locality
from boundaries.place import AreaRef, Method, NoEditionError, OverlayHit, Place, PlaceError, Setting
from reports.models import PointSource

# A name's point is the middle of a village, not the place itself; within this many metres it may be anywhere.
LOCALITY_ACCURACY_M = 1_000
# West, south, east, north of Indonesia's waters with room to spare; what lies beyond is a typing error, not a place.
WATERS = (88.0, -18.0, 147.0, 14.0)
# H3 resolution 5: hexagons of about 250 km², some 20 km across.
COARSE_RESOLUTION = 5


class PlaceRefusedError(ValueError):
    """No report can be filed at this place; `message` says why and what to do, for the reporter."""

    def __init__(self, code: str, message: "str | Promise") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the reporter said about the place: a point, or a name where nobody knows its point.

    `lonlat` in degrees, EPSG:4326; `accuracy_m` the radius a GPS gave; `regency_code` for a name without a point.
    """

    source: PointSource
    lonlat: tuple[float, float] | None = None
    accuracy_m: float | None = None
    regency_code: str = ""
    name: str = ""

    @classmethod
    def of_locality(cls, locality: Locality) -> "Whereabouts":
        """The place of a village, district, island or town that was chosen by name."""
        lonlat = (locality.point.x, locality.point.y) if locality.point else None
        return cls(
            PointSource.LOCALITY,
            lonlat,
            LOCALITY_ACCURACY_M if lonlat else None,
            locality.regency_code,
            f"{locality.name}, {locality.parent_name}".rstrip(", "),
        )


@dataclass(frozen=True, slots=True)
class Match:
    """How a reporter's place was matched: what a PlaceRecord stores. `edition_id` is the edition's row."""

    edition_id: int
    setting: Setting
    method: Method
    regency: AreaRef | None = None
    province: AreaRef | None = None
    nearest_regency: AreaRef | None = None
    border_m: float | None = None
    doubtful: bool = False
    candidates: tuple[AreaRef, ...] = field(default=())
    country: str | None = None
    overlays: tuple[OverlayHit, ...] = ()

    @classmethod
    def of(cls, place: Place, edition_id: int) -> "Match":
        """The match of a located point; `edition_id` is the row of the edition that the place names."""
        return cls(
            edition_id=edition_id,
            setting=place.setting,
            method=place.method,
            regency=place.regency,
            province=place.province,
            nearest_regency=place.nearest_regency,
            border_m=place.border_m,
            doubtful=place.doubtful,
            candidates=place.candidates,
            country=place.country,
            overlays=place.overlays,
        )

    @property
    def regency_id(self) -> int | None:
        """The row of the regency, if any."""
        return self.regency.id if self.regency else None

    @property
    def province_id(self) -> int | None:
        """The row of the province, if any."""
        return self.province.id if self.province else None

    @property
    def area_codes(self) -> tuple[str, ...]:
        """Codes of the regency, if any, and the province, if any."""
        return tuple(area.code for area in (self.regency, self.province) if area)

    def report_columns(self) -> dict[str, Any]:
        """Return what a Report keeps of its place."""
        return {
            "setting": self.setting,
            "doubtful": self.doubtful,
            "regency_id": self.regency_id,
            "province_id": self.province_id,
            "edition_id": self.edition_id,
        }

    def as_columns(self) -> dict[str, Any]:
        """Return the values of a PlaceRecord, but for its report, time and reason."""
        return {
            "edition_id": self.edition_id,
            "setting": self.setting.value,
            "method": self.method.value,
            "regency_id": self.regency_id,
            "province_id": self.province_id,
            "nearest_regency_id": self.nearest_regency and self.nearest_regency.id,
            "border_m": self.border_m,
            "doubtful": self.doubtful,
            "candidates": [area.code for area in self.candidates],
            "country": self.country or "",
            "overlays": [overlay.as_dict() for overlay in self.overlays],
        }


def match(where: Whereabouts, on: dt.date | None = None) -> Match:
    """Match a reporter's place with the edition in force on a date (today when None).

    Raises
    ------
    PlaceRefusedError
        The point is no place on Earth or lies abroad, the named regency is unknown, or no boundaries are loaded.
    """
    try:
        return _match_point(where, on) if where.lonlat else _match_name(where, on)
    except PlaceError as error:
        raise PlaceRefusedError(
            "impossible", _("These coordinates are not near Indonesia. Are latitude and longitude swapped?")
        ) from error
    except NoEditionError as error:
        raise PlaceRefusedError(
            "no_boundaries", _("Places cannot be matched at the moment. Nothing you typed is lost; try again later.")
        ) from error


def _match_point(where: Whereabouts, on: dt.date | None) -> Match:
    assert where.lonlat is not None  # noqa: S101 - for the type checker; match() has asked
    lon, lat = where.lonlat
    west, south, east, north = WATERS
    if not (west <= lon <= east and south <= lat <= north):
        raise PlaceError("outside Indonesia's waters")
    place = locator.locate(lon, lat, on, accuracy_m=where.accuracy_m)
    if place.setting == Setting.ABROAD:
        raise PlaceRefusedError(
            "abroad",
            _("This point lies in %(country)s. Reports are for places in Indonesia and its seas: please move it.")
            % {"country": place.country},
        )
    found = Match.of(place, _edition_id(place.edition, on))
    if where.regency_code and place.regency and place.regency.code != where.regency_code:
        # The register says the village belongs to another regency than the polygon its published point fell into.
        named = _area(place.edition, where.regency_code)
        candidates = found.candidates or (place.regency,)
        if named and named not in candidates:
            candidates = (*candidates, named)
        found = replace(found, doubtful=True, candidates=candidates)
    return found


def _edition_id(name: str, on: dt.date | None) -> int:
    """Return the row of the edition that has just answered; the database is asked only if another came into force."""
    current = locator.edition(on)
    return current.pk if current.name == name else Edition.objects.values_list("pk", flat=True).get(name=name)


def _match_name(where: Whereabouts, on: dt.date | None) -> Match:
    """A name without a point stands for its regency, until a person has found the place."""
    regency = (
        Area.objects.regencies()
        .filter(edition__in=Edition.objects.in_force(on), code=where.regency_code)
        .select_related("parent")
        .only("code", "name", "edition_id", "parent__code", "parent__name")
        .first()
    )
    if regency is None or regency.parent is None:
        raise PlaceRefusedError("unknown_name", _("This place is not known. Search for it again or type coordinates."))
    ref = AreaRef(regency.code, regency.name, regency.pk)
    return Match(
        edition_id=regency.edition_id,
        setting=Setting.LAND,
        method=Method.NONE,
        regency=ref,
        province=AreaRef(regency.parent.code, regency.parent.name, regency.parent.pk),
        doubtful=True,
        candidates=(ref,),
    )


def _area(edition: str, code: str) -> AreaRef | None:
    row = Area.objects.filter(edition__name=edition, code=code).values_list("code", "name", "pk").first()
    return AreaRef(*row) if row else None


def public_place(lonlat: tuple[float, float] | None, *, coarse: bool) -> tuple[Point | None, float | None]:
    """Return what the public may know of a point: the point itself, or the centre and width (m) of its coarse cell.

    `lonlat` is in degrees, EPSG:4326; None where only a village is known. The cell depends on the point alone, so that
    looking twice, or filing twice from one place, narrows nothing down.
    """
    if lonlat is None:
        return None, None
    if not coarse:
        return Point(*lonlat, srid=4326), None
    lon, lat = lonlat
    centre_lat, centre_lon = h3.cell_to_latlng(h3.latlng_to_cell(lat, lon, COARSE_RESOLUTION))
    width = 2 * h3.average_hexagon_edge_length(COARSE_RESOLUTION, unit="m")
    return Point(centre_lon, centre_lat, srid=4326), round(width, -3)
