"""What a decision is made from: the place as matched, and what the reporter said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from boundaries.place import AreaRef, Method, OverlayHit, Setting
from reports.models import Category, Crossing, PermitIssuer
from reports.responsibility.decision import AbroadError
from reports.responsibility.rulebook import Circumstances

_AT_SEA = (Setting.SEA_12NM, Setting.SEA_BEYOND)


class Located(Protocol):
    """A place as matched: boundaries.place.Place or reports.places.Match."""

    @property
    def setting(self) -> Setting: ...
    @property
    def method(self) -> Method: ...
    @property
    def regency(self) -> AreaRef | None: ...
    @property
    def province(self) -> AreaRef | None: ...
    @property
    def nearest_regency(self) -> AreaRef | None: ...
    @property
    def doubtful(self) -> bool: ...
    @property
    def candidates(self) -> tuple[AreaRef, ...]: ...
    @property
    def overlays(self) -> tuple[OverlayHit, ...]: ...


@dataclass(frozen=True, slots=True)
class Site:
    """Where agencies are looked for, as codes.

    `regency` and `province` are whose task it may be; `office_*` where the central government's local offices are
    looked for: at sea those of the nearest coast. `overlays` are keys, `overlay_kinds` their kinds.
    """

    regency: str | None
    province: str | None
    office_regency: str | None
    office_province: str | None
    overlays: tuple[str, ...] = ()
    overlay_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one report when it is decided who is responsible."""

    category: str
    setting: Setting
    method: Method
    regency: AreaRef | None
    province: AreaRef | None
    nearest: AreaRef | None
    overlays: tuple[OverlayHit, ...]
    permit: str
    crossing: str
    doubtful: bool
    candidates: tuple[AreaRef, ...]

    @classmethod
    def of(
        cls,
        place: Located,
        category: Category | str,
        permit: str = PermitIssuer.UNKNOWN,
        crossing: str = Crossing.NONE,
    ) -> "Facts":
        """Gather the facts; raises AbroadError for a place in another state."""
        if place.setting == Setting.ABROAD:
            raise AbroadError("the place lies in another state")
        return cls(
            category=category if isinstance(category, str) else category.code,
            setting=place.setting,
            method=place.method,
            regency=place.regency,
            province=place.province,
            nearest=place.nearest_regency,
            overlays=place.overlays,
            permit=str(permit),
            crossing=str(crossing),
            doubtful=place.doubtful,
            candidates=place.candidates,
        )

    @property
    def inside(self) -> tuple[OverlayHit, ...]:
        """The overlays whose polygon holds the point."""
        return tuple(hit for hit in self.overlays if hit.inside)

    @property
    def at_sea(self) -> bool:
        """Whether the point lies at sea, where no regency has a say."""
        return self.setting in _AT_SEA

    @property
    def home(self) -> AreaRef | None:
        """The regency that holds the point or, at sea, is nearest."""
        return self.nearest if self.at_sea else self.regency

    @property
    def circumstances(self) -> Circumstances:
        """What conditions of rules look at."""
        overlays = frozenset((str(hit.kind), hit.function) for hit in self.inside)
        return Circumstances(self.category, self.setting.value, overlays, self.permit, self.crossing)

    @property
    def site(self) -> Site:
        """Where agencies are looked for."""
        home, inside = self.home.code if self.home else None, self.inside
        return Site(
            regency=self.regency.code if self.regency and not self.at_sea else None,
            province=self.province.code if self.province else None,
            office_regency=home,
            office_province=self.province.code if self.province else home and home[:2],
            overlays=tuple(hit.key for hit in inside),
            overlay_kinds=frozenset(str(hit.kind) for hit in inside),
        )

    def neighbours(self) -> Iterator["Facts"]:
        """Give the facts as they would be in each other regency that may be meant."""
        for area in self.candidates:
            if self.home and area.code == self.home.code:
                continue
            province = AreaRef(area.code[:2], "")
            if not self.at_sea:
                yield replace(self, regency=area, province=province)
            elif self.setting == Setting.SEA_12NM:
                yield replace(self, nearest=area, province=province)
            else:
                yield replace(self, nearest=area)

    def otherwise(self) -> Iterator[tuple[OverlayHit, "Facts"]]:
        """Give, for each overlay whose line is too near to be sure, the facts as they would be on its other side."""
        for hit in self.overlays:
            if not hit.certain:
                turned = replace(hit, inside=not hit.inside)
                yield hit, replace(self, overlays=tuple(turned if other is hit else other for other in self.overlays))
