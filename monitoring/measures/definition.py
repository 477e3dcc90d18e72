"""What a measure is, and the few ways in which one is reckoned from a tally."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.counting.tally import Tally
from monitoring.measures.figures import Figure, Part
from monitoring.measures.intervals import kaplan_meier, wilson


class Unit(StrEnum):
    """What a value is told in."""

    PERCENT = "percent"
    DAYS = "days"  # working days
    CASES = "cases"
    PER_CASE = "per_case"
    INDEX = "index"  # 25 to 100


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Cohort(StrEnum):
    """Which cases a measure is about; `label` says it in words."""

    VERIFIED = "verified"
    RECEIVED = "received"
    ALONE = "alone"
    OPEN = "open"
    ANSWERS = "answers"
    PEOPLE = "people"

    @property
    def label(self) -> str | Promise:
        """What it is, for those who read figures."""
        return _COHORTS[self]


_COHORTS = {
    Cohort.VERIFIED: _("verified reports received in the period, without those joined to another"),
    Cohort.RECEIVED: _("all reports received in the period"),
    Cohort.ALONE: _("reports received in the period, verified or not, without those joined to another"),
    Cohort.OPEN: _("cases open at the cut-off, whenever they were received"),
    Cohort.ANSWERS: _("ratings given in the period, whenever the report was received"),
    Cohort.PEOPLE: _("officers and administrators of agencies at the cut-off"),
}

Reckoned = Callable[[str, Tally, dt.datetime], Figure]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: defined once, and told the same on pages, in reports, files and the API.

    `name` is what programs call it. `formula` says in words what is divided by what; `source` where that comes from;
    `caveat` what it does not say. `reckon` makes it of a tally; the cut-off is put in by `figure`. `public_from` is the
    number of cases from which the public is told it: more than one where it hangs on what the page of a case does not
    tell, None where it is never told; `parts_from` is that of the cases of a part (monitoring.policies).
    """

    name: str
    label: str | Promise
    formula: str | Promise
    unit: Unit
    cohort: Cohort
    direction: Direction
    source: str
    reckon: Reckoned
    caveat: str | Promise = ""
    public_from: int | None = 1
    parts_from: int = 1

    def figure(self, tally: Tally, cutoff: dt.datetime) -> Figure:
        """Return what it comes to for a tally."""
        return self.reckon(self.name, tally, cutoff)


NOBODY = _("no cases")


def count(name: str) -> Reckoned:
    """Count cases (Tally.cases)."""

    def reckon(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
        n = tally.cases[name]
        return Figure(measure, n=n, cutoff=cutoff, value=float(n))

    return reckon


def counted_by(name: str, parts: str, labels: Callable[[str], str | Promise]) -> Reckoned:
    """Count cases, and how many there are of each kind in Tally.parts."""

    def reckon(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
        n = tally.cases[name]
        kinds = sorted(tally.parts.get(parts, {}).items(), key=lambda item: (-item[1], item[0]))
        told = tuple(Part(kind, labels(kind), number, float(number)) for kind, number in kinds)
        return Figure(measure, n=n, cutoff=cutoff, value=float(n), parts=told)

    return reckon


def share(hits: str, of: str, parts: tuple[tuple[str, str | Promise], ...] = ()) -> Reckoned:
    """Reckon the share of some cases among others, with Wilson's interval; parts are shares of the same cases."""

    def reckon(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
        n = tally.cases[of]
        told = tuple(Part(name, label, tally.cases[name], _percent(tally.cases[name], n)) for name, label in parts)
        return share_of(measure, tally.cases[hits], n, cutoff, told)

    return reckon


def share_of(measure: str, hits: int, n: int, cutoff: dt.datetime, parts: tuple[Part, ...] = ()) -> Figure:
    """Return a share in percent, with Wilson's interval; without cases, why there is none."""
    if not n:
        return Figure(measure, n=0, hits=0, cutoff=cutoff, why=NOBODY)
    low, high = wilson(hits, n)
    return Figure(
        measure, n=n, hits=hits, cutoff=cutoff, value=100 * hits / n, low=100 * low, high=100 * high, parts=parts
    )


def step_met(step: str) -> Reckoned:
    """Reckon the share of a step's deadlines that were met, among those that were kept or are over."""

    def reckon(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
        met = tally.steps[step, True]
        return share_of(measure, met, met + tally.steps[step, False], cutoff)

    return reckon


def median_speed(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    """Reckon the median time to an answer, cases without one counted as waiting."""
    n, answered = tally.speed.total(), sum(number for (_days, done), number in tally.speed.items() if done)
    if not n:
        return Figure(measure, n=0, hits=0, cutoff=cutoff, why=NOBODY)
    found = kaplan_meier(tally.speed)
    why = "" if found.value is not None else _("more than half are not answered yet")
    return Figure(
        measure, n=n, hits=answered, cutoff=cutoff, value=found.value, low=found.low, high=found.high, why=why
    )


def _percent(hits: int, n: int) -> float | None:
    return 100 * hits / n if n else None
