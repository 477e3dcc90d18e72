"""Three witnesses of what became of an area: the law, the ground, the lists of codes; and where they disagree."""

from dataclasses import dataclass, field
from typing import Any

from boundaries.actions.links import shared_ground
from boundaries.models import Area, Edition, Succession
from boundaries.succession import law
from boundaries.succession.codelists import CodeList, ListedChanges, listed_changes
from boundaries.succession.ground import Shared, successions_by_ground


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One succession of two codes and who speaks for it; `shared` is the ground of both, whether it does or not."""

    earlier: str
    later: str
    law: Succession | None
    ground: bool
    shared: Shared | None
    years: tuple[int, int] | None

    def says(self, codes_asked: bool) -> dict[str, bool]:
        """Return witness → yes or no, of those that were asked."""
        told = {"law": self.law is not None, "ground": self.ground}
        return told | {"codes": self.years is not None} if codes_asked else told

    @property
    def share(self) -> float:
        """How much of the one lies inside the other, 0 to 1."""
        return self.shared.most if self.shared else 0.0

    def as_dict(self, codes_asked: bool) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "earlier": self.earlier,
            "later": self.later,
            **self.says(codes_asked),
            "share": round(self.share, 4),
            "on": self.law.valid_from.isoformat() if self.law else None,
            "legal_basis": self.law.legal_basis if self.law else "",
            "years": self.years,
        }


@dataclass(slots=True)
class Witnesses:
    """The successions between two editions by any witness. `listed` is None where no list of codes was given."""

    level: str
    agreed: list[Witnessed] = field(default_factory=list)
    disputed: list[Witnessed] = field(default_factory=list)
    elsewhere: list[tuple[str, str, tuple[int, int]]] = field(default_factory=list)
    listed: ListedChanges | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        asked = self.listed is not None
        return {
            "agreed": [pair.as_dict(asked) for pair in self.agreed],
            "disputed": [pair.as_dict(asked) for pair in self.disputed],
            "listed_elsewhere": [{"earlier": a, "later": b, "years": list(years)} for a, b, years in self.elsewhere],
            "listed_renamed": [
                {"code": code, "from": was, "to": now, "year": year}
                for code, was, now, year in (self.listed.renamed if self.listed else ())
            ],
            "listed_gone": [
                dict(zip(("code", "name", "year"), x, strict=True)) for x in (self.listed.gone if self.listed else ())
            ],
            "listed_added": [
                dict(zip(("code", "name", "year"), x, strict=True)) for x in (self.listed.added if self.listed else ())
            ],
        }


def witnesses(earlier: Edition, later: Edition, level: str, codes: CodeList | None = None) -> Witnesses:
    """Ask law, ground and, where given, the lists of codes which codes followed which between two editions."""
    old, new = _codes(earlier, level), _codes(later, level)
    ground = {(pair.earlier, pair.later): pair for pair in shared_ground(earlier, later, level)}
    by_law = {
        (a, b): row for a, found in law.between(earlier, later, level, old, new).items() for b, row in found.items()
    }
    by_ground = set(successions_by_ground(ground.values(), old, new))
    found = Witnesses(level, listed=listed_changes(codes, level) if codes else None)
    by_list = found.listed.recoded if found.listed else {}
    for pair in sorted(by_law.keys() | by_ground | by_list.keys()):
        a, b = pair
        if a not in old or b not in new:
            found.elsewhere.append((a, b, by_list[pair]))
            continue
        witnessed = Witnessed(a, b, by_law.get(pair), pair in by_ground, ground.get(pair), by_list.get(pair))
        agreed = all(witnessed.says(codes is not None).values())
        (found.agreed if agreed else found.disputed).append(witnessed)
    return found


def _codes(edition: Edition, level: str) -> set[str]:
    return set(Area.objects.of(edition).filter(level=level).values_list("code", flat=True))
