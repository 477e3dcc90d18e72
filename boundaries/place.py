"""The result of matching a point to areas: pure data, the same from PostGIS and from the in-process index."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Setting(StrEnum):
    """What kind of ground or water holds the point."""

    LAND = "land"
    COAST = "coast"
    SEA_12NM = "sea_12nm"
    SEA_BEYOND = "sea_beyond"
    ABROAD = "abroad"


class Method(StrEnum):
    """How the point was matched."""

    COVERED = "covered"
    OVERLAP = "overlap"
    NEAREST = "nearest"
    SEA = "sea"
    NONE = "none"


class PlaceError(ValueError):
    """A point that can be no place at all: not a number, off the Earth, or latitude and longitude swapped."""


class NoEditionError(LookupError):
    """No edition of boundaries is in force on the date asked for."""

    def __init__(self, on: dt.date) -> None:
        super().__init__(f"no edition of boundaries is in force on {on.isoformat()}")
        self.on = on


@dataclass(frozen=True, slots=True)
class AreaRef:
    """An area by code and name, without its polygon; `id` is its row, for those who store a reference."""

    code: str
    name: str
    id: int | None = field(default=None, compare=False)

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"code": self.code, "name": self.name}


@dataclass(frozen=True, slots=True)
class OverlayHit:
    """An overlay at a point.

    `inside`: its polygon holds the point. `certain`: its line is farther away than its precision; an uncertain hit
    that is not inside lies just outside the line as drawn, and may yet be meant. `id` is its row.
    """

    kind: str
    code: str
    name: str
    function: str = ""
    inside: bool = True
    certain: bool = True
    id: int | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What agencies that serve it name: "kind:code"."""
        return f"{self.kind}:{self.code}"

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "function": self.function,
            "inside": self.inside,
            "certain": self.certain,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies.

    Parameters
    ----------
    lon, lat
        The point, degrees, EPSG:4326.
    edition
        Name of the edition that was asked.
    regency, province
        The areas that hold the point; at sea within 12 nautical miles the province alone (UU 23/2014 ps. 27).
    nearest_regency
        At sea, for information: the regency whose coast is nearest.
    border_m
        Geodesic metres to the nearest other regency. At sea: a lower bound of the distance to the median line with
        the nearest other province. None where there is none to measure to.
    doubtful
        A person should confirm: near a border, several areas claim the point, none does, or the outline is coarse.
    candidates
        Where doubtful: every regency that may be meant, the likeliest first.
    country
        Abroad: name of the state whose land holds the point.
    overlays
        Ground on which somebody else than the regency may have to act, by kind and code; foreign land is not among it.
    """

    lon: float
    lat: float
    edition: str
    setting: Setting
    method: Method
    regency: AreaRef | None = None
    province: AreaRef | None = None
    nearest_regency: AreaRef | None = None
    border_m: float | None = None
    doubtful: bool = False
    candidates: tuple[AreaRef, ...] = ()
    country: str | None = None
    overlays: tuple[OverlayHit, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that `locate` and /api/v1/locate/ print."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "edition": self.edition,
            "setting": self.setting.value,
            "method": self.method.value,
            "border_m": None if self.border_m is None else round(self.border_m, 1),
            "doubtful": self.doubtful,
            "candidates": [area.as_dict() for area in self.candidates],
            "regency": self.regency and self.regency.as_dict(),
            "province": self.province and self.province.as_dict(),
            "nearest_regency": self.nearest_regency and self.nearest_regency.as_dict(),
            "country": self.country,
            "overlays": [overlay.as_dict() for overlay in self.overlays],
        }
