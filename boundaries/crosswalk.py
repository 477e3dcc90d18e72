"""What the areas of one edition are in another one: the only way figures are carried across editions.

Laws (Succession) come first: whatever they say became of an area is so, however differently two surveys drew it. The
same code means the same area as long as the two share ground. Where the law is silent the shared ground decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from boundaries.actions.links import shared_ground
from boundaries.models import Area, Edition
from boundaries.succession import law
from boundaries.succession.ground import INSIDE, Shared
from boundaries.succession.lineage import Lineage, Step, lineage

__all__ = [
    "NOWHERE",
    "Basis",
    "Crosswalk",
    "Lineage",
    "MappedValue",
    "Part",
    "Step",
    "crosswalk",
    "lineage",
    "map_areas",
]

SAME_AREA = 0.01
"""Two areas of one code that share less than this of either are different areas: the code was given anew."""
HALF = 0.5
"""Two areas that are more than half of each other, one lost and one made, are one area drawn by two hands."""
PARTLY = 0.05
"""Where nothing lies inside anything, from this share on ground counts as having changed hands."""

NOWHERE = ""
"""Stands for no area: reports at sea are counted under it, and so is what no area of the target edition takes."""


class Basis(StrEnum):
    """Why an area of one edition counts as (part of) one of the other."""

    SAME = "same"
    LAW = "law"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Part:
    """`share` (0…1] of whatever is counted in `source` belongs to `target`; 1 when all of it does."""

    source: str
    target: str
    share: float
    basis: Basis

    @property
    def exact(self) -> bool:
        """Whether nothing had to be shared out by area."""
        return self.share == 1.0


@dataclass(frozen=True, slots=True)
class MappedValue:
    """The value of an area of the target edition, and where it comes from.

    `exact` says that every contributing area came over whole (same, new code, merged); otherwise the value is an
    estimate shared out by area, and `parts` has the shares.
    """

    code: str
    value: float
    exact: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """For each area of `source`, which areas of `target` it is. `unplaced` lists those of which there is none."""

    source: Edition
    target: Edition
    level: str
    parts: Mapping[str, tuple[Part, ...]]
    unplaced: tuple[str, ...] = ()

    def targets_of(self, code: str) -> tuple[Part, ...]:
        """Return what became of an area of the source edition, the largest part first; empty for unknown codes."""
        return self.parts.get(code, ())

    def sources_of(self, code: str) -> tuple[Part, ...]:
        """Return the parts of which an area of the target edition is made up, by source code."""
        return tuple(part for parts in self.parts.values() for part in parts if part.target == code)

    def map(self, counts: Mapping[str, float]) -> dict[str, MappedValue]:
        """Carry values that add up (numbers of reports, people, hectares) over to the target edition.

        Parameters
        ----------
        counts
            Value by code of the source edition. `NOWHERE` ("") may stand for what lies in no area; so are counted
            codes that the source edition does not have.

        Returns
        -------
        dict
            By code of the target edition, those that get something; `NOWHERE` where something is left. The total is
            that of `counts`.
        """
        values: dict[str, float] = defaultdict(float)
        parts: dict[str, list[Part]] = defaultdict(list)
        for code, count in counts.items():
            for part in self.targets_of(code) or (Part(code, NOWHERE, 1.0, Basis.SAME),):
                values[part.target] += count * part.share
                parts[part.target].append(part)
        return {
            code: MappedValue(
                code=code,
                value=value,
                exact=all(part.exact or not counts[part.source] for part in parts[code]),
                parts=tuple(parts[code]),
            )
            for code, value in sorted(values.items())
        }


def map_areas(counts: Mapping[str, float], source: Edition, target: Edition, level: str) -> dict[str, MappedValue]:
    """Carry values that add up from one edition to another, in either direction of time; see Crosswalk.map.

    >>> map_areas({"91.14": 12}, edition_2021, edition_today, "regency")["95.04"].value
    12.0
    """
    return crosswalk(source, target, level).map(counts)


def crosswalk(source: Edition, target: Edition, level: str) -> Crosswalk:
    """Return what each area of `source` is in `target`, whichever of the two came first.

    Parameters
    ----------
    level
        "province", "regency", "district" or "village" (boundaries.models.areas.Level).
    """
    if source.pk == target.pk:
        codes = _codes(source, level)
        return Crosswalk(source, target, level, {code: (Part(code, code, 1.0, Basis.SAME),) for code in codes})
    forward = (source.valid_from, source.pk) <= (target.valid_from, target.pk)
    earlier, later = (source, target) if forward else (target, source)
    links = _links(earlier, later, level)
    weighed: dict[str, list[tuple[str, float, Basis]]] = defaultdict(list)
    for pair, basis in links:
        mine, other, weight = (
            (pair.earlier, pair.later, pair.of_earlier) if forward else (pair.later, pair.earlier, pair.of_later)
        )
        weighed[mine].append((other, weight, basis))
    codes = _codes(source, level)
    parts = {code: _shared_out(code, weighed[code]) for code in codes if code in weighed}
    return Crosswalk(source, target, level, parts, tuple(code for code in codes if code not in parts))


def _links(earlier: Edition, later: Edition, level: str) -> list[tuple[Shared, Basis]]:
    """Return which pairs of areas are connected, and why."""
    old, new = _codes(earlier, level), _codes(later, level)
    ground = {(pair.earlier, pair.later): pair for pair in shared_ground(earlier, later, level)}
    found: dict[tuple[str, str], Basis] = {}
    for code in old:
        if code in new and (same := ground.get((code, code))) and same.most >= SAME_AREA:
            found[code, code] = Basis.SAME
    for origin, successors in law.between(earlier, later, level, old, new).items():
        for code in successors:
            found[origin, code] = Basis.LAW
    lost, made = old - {a for a, _b in found}, new - {b for _a, b in found}
    for pair in _by_ground(ground.values(), lost, made):
        found[pair] = Basis.GROUND
    return [(ground.get(pair, Shared(*pair, 0.0, 0.0)), basis) for pair, basis in sorted(found.items())]


def _by_ground(ground: Iterable[Shared], lost: set[str], made: set[str]) -> list[tuple[str, str]]:
    """Connect the areas of which law and codes say nothing: old ones that are lost, new ones made of nothing."""
    of_lost: dict[str, list[Shared]] = defaultdict(list)
    of_made: dict[str, list[Shared]] = defaultdict(list)
    for pair in ground:
        of_lost[pair.earlier].append(pair)
        of_made[pair.later].append(pair)
    chosen = _redrawn([pair for code in lost for pair in of_lost[code] if pair.later in made])
    lost, made = lost - {pair.earlier for pair in chosen}, made - {pair.later for pair in chosen}
    chosen += [pair for code in lost for pair in _clearest(of_lost[code], "of_earlier")]
    chosen += [pair for code in made for pair in _clearest(of_made[code], "of_later")]
    return [(pair.earlier, pair.later) for pair in chosen]


def _redrawn(pairs: list[Shared]) -> list[Shared]:
    """Return the pairs of which each is more than half of the other: one area with a new code."""
    return [pair for pair in pairs if min(pair.of_earlier, pair.of_later) > HALF]


def _clearest(pairs: list[Shared], own: str) -> list[Shared]:
    """Return the one that holds the area, or those that lie inside it, or all that took a noticeable part of it."""
    holding = [pair for pair in pairs if getattr(pair, own) >= INSIDE]
    if holding:
        return [max(holding, key=lambda pair: pair.most)]
    noticeable = [pair for pair in pairs if getattr(pair, own) >= PARTLY or pair.most >= INSIDE]
    return noticeable or sorted(pairs, key=lambda pair: -getattr(pair, own))[:1]


def _shared_out(code: str, weighed: list[tuple[str, float, Basis]]) -> tuple[Part, ...]:
    """Turn weights into shares that add up to 1; parts without ground are left out unless none has any."""
    if len(weighed) == 1:
        other, _weight, basis = weighed[0]
        return (Part(code, other, 1.0, basis),)
    total = sum(weight for _other, weight, _basis in weighed)
    if not total:
        weighed, total = [(other, 1.0, basis) for other, _weight, basis in weighed], float(len(weighed))
    parts = [Part(code, other, weight / total, basis) for other, weight, basis in weighed if weight]
    return tuple(sorted(parts, key=lambda part: (-part.share, part.target)))


def _codes(edition: Edition, level: str) -> set[str]:
    return set(Area.objects.of(edition).filter(level=level).values_list("code", flat=True))
