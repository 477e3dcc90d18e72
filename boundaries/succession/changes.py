"""What is different between the areas of two editions: which came, went, split, merged, moved, changed name or code."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from boundaries.actions.links import shared_ground
from boundaries.crosswalk import Basis, Crosswalk, crosswalk
from boundaries.importing.names import written
from boundaries.models import Area, Edition

REDRAWN = 0.01
"""From this share of the ground of both on an area counts as drawn otherwise."""


class Kind(StrEnum):
    """What happened to a group of areas that belong together."""

    RECODED = "recoded"
    SPLIT = "split"
    MERGED = "merged"
    REARRANGED = "rearranged"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """Areas of the earlier edition and what they are in the later one; `basis` says how that is known."""

    kind: Kind
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """One area in both editions of which `changed` (0…1), a share of the ground of both together, is not common."""

    earlier: str
    later: str
    changed: float


@dataclass(slots=True)
class Changes:
    """All differences of one level; `names` tells codes apart for people: (edition's names, later edition's names)."""

    level: str
    names: tuple[dict[str, str], dict[str, str]]
    groups: list[Change] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    redrawn: list[Redrawn] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.groups or self.renamed or self.redrawn)

    def of(self, kind: Kind | str) -> list[Change]:
        """Return the groups of a kind."""
        return [group for group in self.groups if group.kind == kind]

    def codes(self) -> tuple[set[str], set[str]]:
        """Return the codes of the areas, of the earlier and of the later edition, of which code or ground changed."""
        old = {code for group in self.groups for code in group.earlier} | {area.earlier for area in self.redrawn}
        new = {code for group in self.groups for code in group.later} | {area.later for area in self.redrawn}
        return old, new

    def label(self, change: Change) -> str:
        """Return a change as people read it: "91.14 Kabupaten Tolikara → 95.04 Kabupaten Tolikara"."""
        sides = (
            " + ".join(f"{code} {names[code]}" for code in codes)
            for codes, names in zip((change.earlier, change.later), self.names, strict=True)
            if codes
        )
        return " → ".join(sides)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        before, after = self.names
        return {
            "level": self.level,
            "areas": [len(before), len(after)],
            "changes": [
                {"kind": g.kind, "earlier": list(g.earlier), "later": list(g.later), "basis": g.basis}
                for g in self.groups
            ],
            "renamed": [{"earlier": a, "later": b, "from": before[a], "to": after[b]} for a, b in self.renamed],
            "redrawn": [{"earlier": r.earlier, "later": r.later, "changed": round(r.changed, 4)} for r in self.redrawn],
        }


def changes(earlier: Edition, later: Edition, level: str) -> Changes:
    """Compare the areas of a level of two editions, `earlier` being the one that held first."""
    walk = crosswalk(earlier, later, level)
    found = Changes(level, (_names(earlier, level), _names(later, level)))
    single: list[tuple[str, str]] = []
    for change in _groups(walk, set(found.names[1])):
        if len(change.earlier) == len(change.later) == 1:
            single.append((change.earlier[0], change.later[0]))
        if change.earlier != change.later:
            found.groups.append(change)
    found.renamed = [(a, b) for a, b in single if _other_name(found.names[0][a], found.names[1][b], level)]
    ground = {(pair.earlier, pair.later): pair for pair in shared_ground(earlier, later, level)}
    for a, b in single:
        pair = ground.get((a, b))
        common = 1 / (1 / pair.of_earlier + 1 / pair.of_later - 1) if pair else 0.0
        if 1 - common > REDRAWN:
            found.redrawn.append(Redrawn(a, b, 1 - common))
    found.redrawn.sort(key=lambda area: (-area.changed, area.earlier))
    return found


def _groups(walk: Crosswalk, later_codes: set[str]) -> list[Change]:
    """Return the areas that belong together, unchanged ones among them, in the order of their codes."""
    group_of: dict[str, int] = {}
    members: dict[int, tuple[set[str], set[str], set[Basis]]] = {}
    for number, (code, parts) in enumerate(sorted(walk.parts.items())):
        joined = [members.pop(group) for group in {group_of[p.target] for p in parts if p.target in group_of}]
        old = {code}.union(*(group[0] for group in joined))
        new = {part.target for part in parts}.union(*(group[1] for group in joined))
        bases = {part.basis for part in parts}.union(*(group[2] for group in joined))
        members[number] = (old, new, bases)
        group_of |= dict.fromkeys(new, number)
    changes = [
        Change(_kind(len(old), len(new)), tuple(sorted(old)), tuple(sorted(new)), _basis(bases))
        for old, new, bases in members.values()
    ]
    changes += [Change(Kind.GONE, (code,), ()) for code in walk.unplaced]
    changes += [Change(Kind.ADDED, (), (code,)) for code in later_codes - group_of.keys()]
    return sorted(changes, key=lambda change: (change.earlier or change.later, change.later))


def _kind(earlier: int, later: int) -> Kind:
    if earlier == 1:
        return Kind.RECODED if later == 1 else Kind.SPLIT
    return Kind.MERGED if later == 1 else Kind.REARRANGED


def _basis(bases: set[Basis]) -> str:
    return " and ".join(sorted(basis.value for basis in bases - {Basis.SAME}))


def _other_name(before: str, after: str, level: str) -> bool:
    """Whether a name changed by more than spelling or the way its kind is written."""
    was, now = written(before, level), written(after, level)
    return was.key != now.key or (was.kind != now.kind and None not in (was.kind, now.kind))


def _names(edition: Edition, level: str) -> dict[str, str]:
    names: dict[str, str] = defaultdict(str)
    names.update(Area.objects.of(edition).filter(level=level).values_list("code", "name"))
    return names
