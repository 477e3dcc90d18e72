"""Which cluster of a run is which hotspot: a hotspot keeps its number while reports come and go.

The rules, in their order:

1. A cluster and a hotspot are the same where they share incidents: at least a third (SHARED) of whichever is smaller.
2. Each cluster goes to one hotspot and each hotspot to one cluster. First come hotspots that an agency has taken up,
   then the pair that shares the most, then the older hotspot.
3. A hotspot that shares with a cluster but lost it to another joins that one, unless both are taken up: work that
   two offices have begun is not thrown together by arithmetic. They stay two, each with the incidents it had.
4. A cluster that shares with a hotspot which went to another cluster was split from it.
5. What shares no incident is the same where the outlines overlap: at least half (OVERLAP) of the smaller one.
6. Any other cluster is a new hotspot; any other hotspot has no cluster any more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

SHARED: Final = 1 / 3
OVERLAP: Final = 1 / 2


@dataclass(frozen=True, slots=True)
class Known:
    """A hotspot as it was: its key (older ones have lower keys), the incidents of its cluster, whether taken up."""

    key: int
    reports: frozenset[int]
    taken_up: bool = False


@dataclass(slots=True)
class Fate:
    """What becomes of one cluster.

    `hotspot` is the one it goes on, None for a new one, which was perhaps `split_from` another. `joined` are hotspots
    that end in it. `reports` are its incidents, without those that stay with a hotspot of their own.
    """

    reports: frozenset[int]
    hotspot: int | None = None
    split_from: int | None = None
    joined: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matching:
    """The fate of each cluster, in their order; hotspots that keep apart with what they had; those with no cluster."""

    fates: list[Fate]
    apart: dict[int, frozenset[int]]
    gone: list[int]


def match(
    known: Sequence[Known],
    clusters: Sequence[Collection[int]],
    overlaps: Mapping[tuple[int, int], float] | None = None,
) -> Matching:
    """Say which cluster is which hotspot.

    Parameters
    ----------
    known
        Hotspots, each with the incidents it had. No incident is in two of them.
    clusters
        The incidents of each cluster, disjoint.
    overlaps
        By (key of a hotspot, place of a cluster): which part of the smaller outline both cover, 0 to 1.

    Returns
    -------
    Matching
        Every hotspot is named once in it, and every incident of a cluster stands in one place.
    """
    fates = [Fate(frozenset(cluster)) for cluster in clusters]
    by_key = {one.key: one for one in known}
    shared = _shared(known, fates)
    claims = sorted(shared, key=lambda pair: (not by_key[pair[0]].taken_up, -shared[pair], pair))
    given = _give(claims, fates)
    apart: dict[int, frozenset[int]] = {}
    for key, place in claims:
        if key in given:
            _split(fates, given, key, place)
        elif key not in apart:
            given |= _lose(by_key, fates, key, place, apart)
    taken = {*given, *apart}
    by_outline = sorted(
        (pair for pair, part in (overlaps or {}).items() if part >= OVERLAP and pair[0] not in taken),
        key=lambda pair: (-(overlaps or {})[pair], pair),
    )
    given |= _give([(key, place) for key, place in by_outline if fates[place].split_from is None], fates)
    gone = [one.key for one in known if one.key not in given and one.key not in apart]
    return Matching(fates, apart, gone)


def _shared(known: Sequence[Known], fates: Sequence[Fate]) -> dict[tuple[int, int], int]:
    """Return how many incidents each hotspot shares with each cluster, where that is enough to be the same."""
    cluster_of = {report: place for place, fate in enumerate(fates) for report in fate.reports}
    found: dict[tuple[int, int], int] = {}
    for one in known:
        for report in one.reports:
            if (place := cluster_of.get(report)) is not None:
                found[one.key, place] = found.get((one.key, place), 0) + 1
    sizes = {one.key: len(one.reports) for one in known}
    return {
        (key, place): n for (key, place), n in found.items() if n >= SHARED * min(sizes[key], len(fates[place].reports))
    }


def _give(claims: Sequence[tuple[int, int]], fates: Sequence[Fate]) -> dict[int, int]:
    """Let each hotspot go on as one cluster, in the order of the claims; return by hotspot the cluster's place."""
    given: dict[int, int] = {}
    for key, place in claims:
        if key not in given and fates[place].hotspot is None:
            fates[place].hotspot = key
            given[key] = place
    return given


def _split(fates: Sequence[Fate], given: Mapping[int, int], key: int, place: int) -> None:
    fate = fates[place]
    if given[key] != place and fate.hotspot is None and fate.split_from is None:
        fate.split_from = key


def _lose(
    by_key: Mapping[int, Known], fates: Sequence[Fate], key: int, place: int, apart: dict[int, frozenset[int]]
) -> dict[int, int]:
    """Join a hotspot that lost its cluster to the one that has it, or keep it apart; return what went where."""
    fate, own = fates[place], by_key[key]
    assert fate.hotspot is not None  # noqa: S101 - or the claim would have been met
    if own.taken_up and by_key[fate.hotspot].taken_up:
        apart[key] = fate.reports & own.reports
        fate.reports -= own.reports
        return {}
    fate.joined.append(key)
    return {key: place}
