"""Many Places at once, in columns; and the names that turn numbers back into areas."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from boundaries.locator.kernels import DOUBTFUL, Found
from boundaries.locator.layout import Array
from boundaries.locator.overlay_index import OverlayIndex
from boundaries.locator.rules import METHODS, SETTINGS
from boundaries.place import AreaRef, OverlayHit, Place, Setting

_SEA = SETTINGS.index(Setting.SEA_12NM)


@dataclass(frozen=True)
class Names:
    """Areas of an edition by position, in the order of their codes."""

    regencies: list[AreaRef]
    provinces: list[AreaRef]
    province_of: Array
    countries: list[str]
    edition: str
    position: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Invert the list of regencies."""
        object.__setattr__(self, "position", {area.code: k for k, area in enumerate(self.regencies)})

    def place(
        self,
        lon: float,
        lat: float,
        found: Found,
        candidates: tuple[AreaRef, ...],
        overlays: tuple[OverlayHit, ...],
    ) -> Place:
        """Turn numbers, as the kernels give them, into a Place."""
        regency, setting, method, nearest, border, flags, foreign = found
        province = regency if regency >= 0 else nearest if setting == _SEA else -1
        return Place(
            lon,
            lat,
            self.edition,
            SETTINGS[setting],
            METHODS[method],
            self.regencies[regency] if regency >= 0 else None,
            self.provinces[self.province_of[province]] if province >= 0 else None,
            self.regencies[nearest] if nearest >= 0 else None,
            border if math.isfinite(border) else None,
            flags & DOUBTFUL != 0,
            candidates,
            self.countries[foreign] if foreign >= 0 else None,
            overlays,
        )


class Places:
    """The Places of many points: a column per answer, a Place by position.

    Attributes are arrays as long as the points given; texts are empty where there is nothing to name. Candidates are
    found when a single Place is asked for.
    """

    def __init__(
        self,
        names: Names,
        over: OverlayIndex,
        lons: Array,
        lats: Array,
        numbers: Array,
        locate: Callable[[float, float], Place],
    ) -> None:
        self.names, self.over, self.lons, self.lats, self._numbers, self._locate = (
            names, over, lons, lats, numbers, locate,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.lons)

    def __iter__(self) -> Iterator[Place]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, k: int) -> Place:
        """Return the Place of one point, candidates included; raises PlaceError for one that was marked as wrong."""
        return self._locate(float(self.lons[k]), float(self.lats[k]))

    def settle(self, k: int) -> None:
        """Write the Place that a single look-up gives over the numbers of one point."""
        place, names = self[k], self.names
        regency = names.position[place.regency.code] if place.regency else -1
        nearest = names.position[place.nearest_regency.code] if place.nearest_regency else -1
        foreign = names.countries.index(place.country) if place.country else -1
        border = math.nan if place.border_m is None else place.border_m
        setting, method = SETTINGS.index(place.setting), METHODS.index(place.method)
        flags = DOUBTFUL if place.doubtful else 0
        overlays = self.over.position(place.overlays)
        self._numbers[k] = (border, overlays, regency, nearest, foreign, setting, method, flags)

    def spread(self, lons: Array, lats: Array, at: Array) -> "Places":
        """Return these Places among more points: they are rows `at`, the rest is blank (no setting, nothing found)."""
        numbers = np.empty(len(lons), self._numbers.dtype)
        numbers[:] = (math.nan, 0, -1, -1, -1, -1, -1, 0)
        numbers[at] = self._numbers
        return Places(self.names, self.over, lons, lats, numbers, self._locate)

    @cached_property
    def overlay_set(self) -> Array:
        """Position of each point's overlays in `overlay_sets`, int32; 0 where there are none, as abroad."""
        return self.over.positions(self._numbers["overlays"], self.lons, self.lats)

    @property
    def overlay_sets(self) -> list[tuple[OverlayHit, ...]]:
        """The combinations of overlays that points can have, the first of them empty."""
        return self.over.sets

    @property
    def overlays(self) -> Array:
        """Each point's overlays as text: kind:code, joined by ";", with "~" before one that is uncertain."""
        texts = [";".join(hit.key if hit.certain else f"~{hit.key}" for hit in hits) for hits in self.overlay_sets]
        return self._text(texts, self.overlay_set)

    @cached_property
    def province(self) -> Array:
        """Position of each point's province in `names.provinces`, or -1."""
        n = self._numbers
        area = np.where((n["regency"] < 0) & (n["setting"] == _SEA), n["nearest"], n["regency"])
        return np.where(area >= 0, self.names.province_of[area], -1)

    @property
    def regency(self) -> Array:
        """Position of each point's regency in `names.regencies`, or -1."""
        return self._numbers["regency"]

    @property
    def nearest(self) -> Array:
        """At sea: position of the nearest regency in `names.regencies`, or -1."""
        return self._numbers["nearest"]

    @property
    def setting_position(self) -> Array:
        """Position of each point's setting in `rules.SETTINGS`, or -1 where the point was marked as wrong."""
        return self._numbers["setting"]

    @property
    def regency_code(self) -> Array:
        """Code of each point's regency."""
        return self._text([a.code for a in self.names.regencies], self.regency)

    @property
    def regency_name(self) -> Array:
        """Name of each point's regency."""
        return self._text([a.name for a in self.names.regencies], self.regency)

    @property
    def province_code(self) -> Array:
        """Code of each point's province."""
        return self._text([a.code for a in self.names.provinces], self.province)

    @property
    def province_name(self) -> Array:
        """Name of each point's province."""
        return self._text([a.name for a in self.names.provinces], self.province)

    @property
    def nearest_regency_code(self) -> Array:
        """At sea: code of the nearest regency."""
        return self._text([a.code for a in self.names.regencies], self._numbers["nearest"])

    @property
    def country(self) -> Array:
        """Abroad: the state."""
        return self._text(self.names.countries, self._numbers["foreign"])

    @property
    def setting(self) -> Array:
        """Setting of each point, as text."""
        return self._text([s.value for s in SETTINGS], self._numbers["setting"])

    @property
    def method(self) -> Array:
        """Method of each point, as text."""
        return self._text([m.value for m in METHODS], self._numbers["method"])

    @property
    def border_m(self) -> Array:
        """Metres to the border; NaN where there is none."""
        return np.where(np.isfinite(self._numbers["border"]), self._numbers["border"], np.nan)

    @property
    def doubtful(self) -> Array:
        """Whether a person should confirm, bool."""
        return self._numbers["flags"] & DOUBTFUL != 0

    def to_columns(self) -> dict[str, Array]:
        """Return what `locate_points` writes, by name of the column."""
        names = ("regency_code", "province_code", "setting", "method", "border_m", "doubtful", "overlays")
        return {name: getattr(self, name) for name in names} | {"edition": np.full(len(self), self.names.edition)}

    @staticmethod
    def _text(texts: list[str], positions: Array) -> Array:
        return np.array([*texts, ""])[positions]  # -1 is the empty text at the end
