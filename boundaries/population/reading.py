"""How many people an area had: the one way to a denominator."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from boundaries.models import Area, Edition, Population, RegisterEntry, Succession

FARTHEST_YEARS = 10
"""A census is taken every ten years; a figure that is farther from the day asked for says nothing of it."""


class Headcount(NamedTuple):
    """People and the day they were counted on; `codes` are those that were added up, where not the area's own."""

    people: int
    on: dt.date
    codes: tuple[str, ...]


def population_on(codes: Iterable[str], on: dt.date, *, of: dt.date | None = None) -> dict[str, Headcount | None]:
    """Return people by code, from the newest figure not later than a day, else from the oldest after it.

    Figures more than FARTHEST_YEARS away are not taken. A figure counts for an area only where laws (Succession) left
    the area whole between the two days: a new code takes the people of the old one, a merger those of all its parts,
    the province of before 2022 those of the four that it became. What was split is never shared out, for nobody knows
    how many people went with the ground.

    Parameters
    ----------
    codes
        Kemendagri codes, such as those of the areas of an edition.
    on
        The day meant: for a rate over a period, its last.
    of
        The day on which the codes mean what they do: the first day of the edition that they are of. Default `on`.

    Returns
    -------
    dict
        Each code asked for; None: no denominator, so there is no rate either.
    """
    codes = list(dict.fromkeys(codes))
    changes = _Changes(of or on)
    figures: dict[dt.date, dict[str, int]] = defaultdict(dict)
    near = Population.objects.filter(on__gt=_years(on, -FARTHEST_YEARS), on__lt=_years(on, FARTHEST_YEARS))
    for code, day, people in near.filter(code__in={*codes, *changes.codes}).values_list("code", "on", "people"):
        figures[day][code] = people
    days = sorted((day for day in figures if day <= on), reverse=True) + sorted(day for day in figures if day > on)
    return {code: next(filter(None, (_counted(code, d, figures[d], changes) for d in days)), None) for code in codes}


def _counted(code: str, day: dt.date, figures: Mapping[str, int], changes: "_Changes") -> Headcount | None:
    """Add up what makes the area on a day; None where a part of it is not known, or where no sum makes it."""
    parts = changes.parts(code, day, figures)
    if not parts or not all(part in figures for part in parts):
        return None
    return Headcount(sum(figures[part] for part in parts), day, tuple(sorted(parts)))


class _Changes:
    """What laws did to codes between the day on which they mean what they do and that of a figure."""

    def __init__(self, of: dt.date) -> None:
        self.of = of
        self.rows = list(Succession.objects.order_by("valid_from", "predecessor", "successor"))
        self.codes = {code for row in self.rows for code in (row.predecessor, row.successor)}

    def parts(self, code: str, day: dt.date, figures: Mapping[str, int]) -> set[str]:
        """Return the codes on a day that together are just the area; empty where there are none such."""
        if code not in self.codes:
            return {code}
        first, last = min(day, self.of), max(day, self.of)
        rows = [row for row in self.rows if first < row.valid_from <= last]
        touched = [row for row in rows if code in (row.predecessor, row.successor)]
        if not touched:
            return {code}
        earlier = day < self.of
        if earlier and _uses_new_codes_already(code, rows, figures):
            return {code}
        parts = self._origins(code, rows) if earlier else self._heirs(code, rows)
        back = self._heirs if earlier else self._origins
        return parts if all(back(part, rows) == {code} for part in parts) else set()

    def _heirs(self, code: str, rows: list[Succession]) -> set[str]:
        """Return what holds an area's people after some changes."""
        reached, ended = {code}, set()
        for row in rows:
            if row.predecessor in reached and row.successor not in reached:
                reached.add(row.successor)
                if not self._goes_on(row.predecessor, row.valid_from):
                    ended.add(row.predecessor)
        return reached - ended

    def _origins(self, code: str, rows: list[Succession]) -> set[str]:
        """Return what gave an area its people before some changes."""
        reached, made = {code}, set()
        for row in reversed(rows):
            if row.successor in reached and row.predecessor not in reached:
                reached.add(row.predecessor)
                if not self._was_there(row.successor, row.valid_from):
                    made.add(row.successor)
        return reached - made

    def _goes_on(self, code: str, day: dt.date) -> bool:
        """Say whether a code that gave ground away on a day is still in use."""
        return code in self._register or any(first >= day for first in self._seen[code])

    def _was_there(self, code: str, day: dt.date) -> bool:
        """Say whether a code that took ground on a day was in use before."""
        return any(first < day for first in self._seen[code])

    @cached_property
    def _register(self) -> set[str]:
        return set(RegisterEntry.objects.filter(code__in=self.codes).values_list("code", flat=True))

    @cached_property
    def _seen(self) -> dict[str, set[dt.date]]:
        """Days on which a code was in use: first days of editions in force that have it."""
        seen: dict[str, set[dt.date]] = defaultdict(set)
        areas = Area.objects.filter(code__in=self.codes, edition__status=Edition.Status.ACTIVE)
        for code, day in areas.values_list("code", "edition__valid_from"):
            seen[code].add(day)
        return seen


def _uses_new_codes_already(code: str, rows: list[Succession], figures: Mapping[str, int]) -> bool:
    """Say whether a list that is older than a law names an area as the law does: offices count backwards, too."""
    split = any(row.predecessor == code for row in rows)
    predecessors = {row.predecessor for row in rows if row.successor == code}
    return code in figures and not split and not predecessors & figures.keys()


def _years(day: dt.date, years: int) -> dt.date:
    return day + dt.timedelta(days=round(365.25 * years))
