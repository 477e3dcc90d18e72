"""Successions against what is known: the editions' areas, the register, and the ground itself."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field

from boundaries.models import Area, Edition, RegisterEntry, Succession
from boundaries.succession.ground import Shared

NO_GROUND = 0.05
"""A predecessor and its successor that share less than this of either cannot be one another."""
HALF = 0.5
"""Below this of both, a person should look: neither lies for the most part inside the other."""

SharedGround = Callable[[Edition, Edition, str], list[Shared]]


@dataclass(slots=True)
class Checked:
    """What does not fit. `contradictions` are impossible, `warnings` unusual; `unmeasured` counts rows without a pair
    of editions that hold both codes."""

    contradictions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unmeasured: int = 0


class Known:
    """Which codes of a level the editions in force hold, in the order of time, and which the register."""

    def __init__(self, level: str) -> None:
        self.level = level
        self.register = set(RegisterEntry.objects.filter(level=level).values_list("code", flat=True))
        self.editions = list(Edition.objects.active().order_by("valid_from"))
        self.codes: dict[int, set[str]] = defaultdict(set)
        areas = Area.objects.filter(level=level, edition__in=self.editions)
        for edition_id, code in areas.values_list("edition_id", "code"):
            self.codes[edition_id].add(code)

    def holds(self, code: str) -> bool:
        """Whether an edition or the register has the code."""
        return code in self.register or any(code in codes for codes in self.codes.values())

    def pair(self, row: Succession) -> tuple[Edition, Edition] | None:
        """Return the editions right before and after a succession that hold its codes, or None."""
        before = [e for e in self.editions if row.predecessor in self.codes[e.pk] and e.valid_from < row.valid_from]
        after = [
            e
            for e in self.editions
            if row.successor in self.codes[e.pk] and before and e.valid_from > before[-1].valid_from
        ]
        at_once = [e for e in after if e.valid_from >= row.valid_from]
        return (before[-1], (at_once or after)[0]) if after else None


def check(rows: Sequence[Succession], shared_ground: SharedGround) -> Checked:
    """Compare successions with editions, register and ground.

    Parameters
    ----------
    rows
        All that belong together: those of one file, or all that are stored.
    shared_ground
        Tells what the areas of two editions share (boundaries.actions.links.shared_ground).
    """
    checked = Checked()
    for level in sorted({row.level for row in rows}):
        known = Known(level)
        mine = [row for row in rows if row.level == level]
        passing = {row.predecessor for row in mine}
        for row in mine:
            _check_codes(row, known, passing, checked)
        _check_ground(mine, known, shared_ground, checked)
    return checked


def _check_codes(row: Succession, known: Known, passing: Container[str], checked: Checked) -> None:
    """Warn of successors that nobody knows, but for those that later became another; and of such as stood before."""
    if not known.holds(row.successor) and row.successor not in passing:
        checked.warnings.append(f"{row}: neither an edition nor the register has {row.successor}")
    older = [e for e in known.editions if e.valid_from < row.valid_from and row.successor in known.codes[e.pk]]
    lagging = [e for e in older if row.predecessor not in known.codes[e.pk]]
    if older and not lagging:
        gone = row.predecessor not in known.codes[known.editions[-1].pk]
        what = "a merger, by that" if gone else "ground that changed hands, by that, for both go on existing"
        checked.warnings.append(f"{row}: {row.successor} existed before, in edition {older[-1]}; {what}")


def _check_ground(rows: Iterable[Succession], known: Known, shared_ground: SharedGround, checked: Checked) -> None:
    for row in rows:
        pair = known.pair(row)
        if pair is None:
            checked.unmeasured += 1
            continue
        found = [
            shared
            for shared in shared_ground(*pair, known.level)
            if (shared.earlier, shared.later) == (row.predecessor, row.successor)
        ]
        most = found[0].most if found else 0.0
        if most < HALF:
            where = f"{row} {row.name}: {row.predecessor} in edition {pair[0]} and {row.successor} in {pair[1]}"
            text = f"{where} share {most:.0%} of their ground"
            (checked.contradictions if most < NO_GROUND else checked.warnings).append(text)
