"""Who comes before whom: only among their like, and only where there is enough to go by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.measures.definition import Direction, Measure, Unit
from monitoring.measures.figures import FEWEST_RANKED, Figure


class Peers(StrEnum):
    """The classes within which areas are compared."""

    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a class. `rank` counts from 1 among `of`; equal values share one. None: not ranked, and `why`."""

    key: str
    peers: str
    figure: Figure
    rank: int | None = None
    of: int = 0
    why: str | Promise = ""


def peers_of(code: str) -> Peers:
    """Return the class of an area by its code: regencies have 01 to 69 behind the province's, cities 71 to 99."""
    if len(code) == 2:
        return Peers.PROVINCE
    return Peers.CITY if code[3:5] >= "70" else Peers.REGENCY


def ranked(measure: Measure, figures: Mapping[str, Figure], peers: Mapping[str, str] | None = None) -> list[Ranked]:
    """Return the places of those who are compared by a measure, the best of each class first, then the unranked.

    Parameters
    ----------
    figures
        By key: codes of areas, or of agencies.
    peers
        The class of each key; by default that of areas (`peers_of`). Nobody is compared across classes. For agencies
        it is what they are for and the class of their area, which the caller knows.
    """
    classes = {key: (peers[key] if peers is not None else peers_of(key)) for key in figures if key}
    found: list[Ranked] = []
    for name in sorted(set(classes.values())):
        members = {key: figures[key] for key, own in classes.items() if own == name}
        found += _within(measure, name, members)
    return found


def _within(measure: Measure, peers: str, members: Mapping[str, Figure]) -> list[Ranked]:
    reasons = {key: _why_not(measure, figure) for key, figure in members.items()}
    able = {key: figure for key, figure in members.items() if not reasons[key]}
    sign = -1 if measure.direction == Direction.HIGHER else 1
    order = sorted(able, key=lambda key: (sign * (able[key].value or 0.0), key))
    values = [able[key].value for key in order]
    places = [Ranked(key, peers, able[key], rank=values.index(able[key].value) + 1, of=len(order)) for key in order]
    return places + [
        Ranked(key, peers, members[key], of=len(order), why=why) for key, why in sorted(reasons.items()) if why
    ]


def _why_not(measure: Measure, figure: Figure) -> str | Promise:
    """Return why a figure is not ranked; "" where it is."""
    if measure.direction == Direction.NEITHER or measure.unit == Unit.CASES:
        return _("More or fewer of these is neither better nor worse.")
    if figure.value is None:
        return figure.why or _("no cases")
    if figure.provisional:
        return _("The index is provisional.")
    if figure.n < FEWEST_RANKED:
        return _("Fewer than %(n)s cases.") % {"n": FEWEST_RANKED}
    return ""
