"""What a change of rules changes: each answer of the table category × place × permit × crossing, before and after."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from reports.guide import describe_place, name_targets
from reports.models import Crossing, PermitIssuer, PlaceSetting
from reports.responsibility.check import every_circumstance
from reports.responsibility.rulebook import Case, Circumstances, Rulebook

MOST_PLACES = 6

_Key = tuple[str, str, str]
_Situation = tuple[str, frozenset[tuple[str, str]], str, str]  # setting, overlays, permit, crossing


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that becomes another one: for which category, who and who instead, and where (some of the places)."""

    category: str
    before: str
    after: str
    places: tuple[str, ...]
    more: int


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Return what two sets of rules answer differently, one entry for each category and pair of agencies."""
    found: dict[_Key, set[_Situation]] = defaultdict(set)
    grounds: dict[frozenset[tuple[str, str]], None] = {}
    for asked in every_circumstance(after):
        grounds[asked.overlays] = None
        was, becomes = before.plan(asked), after.plan(asked)
        if was == becomes:
            continue
        for old, new in ((was.case, becomes.case), (was.lifts[:1], becomes.lifts[:1])):
            names = _names(before, old), _names(after, new)
            if names[0] != names[1]:
                situation = (asked.setting, asked.overlays, asked.permit, asked.crossing)
                found[asked.category, *names].add(situation)
    values = (PlaceSetting.values, list(grounds), PermitIssuer.values, Crossing.values)
    return [_difference(key, situations, values) for key, situations in found.items()]


def _difference(key: _Key, situations: set[_Situation], values: Sequence[Sequence[object]]) -> Difference:
    category, before, after = key
    # Where the answer changes on ordinary ground, that it changes in overlays there as well says no more
    ordinary = {setting for setting, overlays, _permit, _crossing in situations if not overlays}
    told = {each for each in situations if not each[1] or each[0] not in ordinary}
    places = dict.fromkeys(_place(category, known) for known in _collapsed(told, values))
    return Difference(category, before, after, tuple(places)[:MOST_PLACES], max(0, len(places) - MOST_PLACES))


def _collapsed(
    situations: Collection[tuple[object, ...]], values: Sequence[Sequence[object]], known: tuple[object, ...] = ()
) -> Iterator[tuple[object, ...]]:
    """Yield the beginnings that say it all: an overlay without any permit where every permit is among them."""
    if len(situations) == prod(len(each) for each in values):
        yield known
        return
    for value in values[0]:
        rest = {situation[1:] for situation in situations if situation[0] == value}
        if rest:
            yield from _collapsed(rest, values[1:], (*known, value))


def _place(category: str, known: tuple[object, ...]) -> str:
    """Say where, with the ordinary for what does not matter."""
    anything: tuple[object, ...] = (None, frozenset(), PermitIssuer.UNKNOWN.value, Crossing.NONE.value)
    setting, overlays, permit, crossing = (*known, *anything[len(known) :])
    return describe_place(Circumstances(category, setting, overlays, permit, crossing))  # type: ignore[arg-type]


def _names(book: Rulebook, cases: Case | Sequence[Case] | None) -> str:
    cases = [cases] if isinstance(cases, Case) else cases or []
    return "; ".join(name_targets(book, case) for case in cases) or "–"
