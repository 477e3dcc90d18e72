"""Who is responsible, for many points at once: what the decision costs beside the look-up of the points."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.management import call_command

from accounts.directory import Directory
from bench.areas import Array
from bench.points import Points
from bench.timing import Task, take_turns, undisturbed_micros
from boundaries.actions.overlays import load_demo_overlays
from boundaries.locator import locate_many
from boundaries.locator.places import Places
from boundaries.models import Overlay
from boundaries.place import Setting
from reports.models import Category, Crossing, PermitIssuer
from reports.responsibility import Decisions, Facts, Rulebook, decide, responsibility_many

ROUNDS = 3
SAMPLE = 5_000
KNOWN_SHARE = 0.1
"""Of reports whose permit or crossing is told."""

SEED = 18


@dataclass(frozen=True)
class Responsible:
    """Figures of one set of points. `wrong` counts decisions of a sample that differ from those made one by one."""

    name: str
    reports: int
    seconds: dict[str, float]
    micros: dict[str, float]
    rules: dict[int, int]
    wrong: int

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**self.__dict__, "rules": {str(rule): count for rule, count in self.rules.items()}}


@dataclass(frozen=True)
class _Said:
    """What reporters said of many points: evenly any category, here and there a permit and a crossing."""

    categories: Array
    permits: Array
    crossings: Array


def measure_responsibility(sets: list[Points]) -> list[Responsible]:
    """Measure each set of points under the overlays of the demonstration, which are gone afterwards."""
    for loader in ("load_agencies", "load_categories", "load_rules"):
        call_command(loader, verbosity=0, stdout=io.StringIO())
    load_demo_overlays()
    try:
        return [_measured(points) for points in sets]
    finally:
        Overlay.objects.jurisdictions().delete()


def _measured(points: Points) -> Responsible:
    said = _said(len(points.lons))
    some = slice(0, 1000)
    responsibility_many(locate_many(points.lons[some], points.lats[some]), said.categories[some])
    place = Task("whole Places", lambda _: _located(points))
    decision = Task("responsibility", lambda places: _decided(places, said), lambda: _located(points))
    take_turns([place, decision], ROUNDS)
    places, decisions = place.answer, decision.answer
    rules, counts = np.unique(decisions.rule, return_counts=True)
    wrong, micros = _one_by_one(places, decisions, said)
    return Responsible(
        name=points.name,
        reports=len(places),
        seconds={task.name: task.median for task in (place, decision)},
        micros=micros,
        rules={int(rule): int(count) for rule, count in zip(rules, counts, strict=True)},
        wrong=wrong,
    )


def _said(count: int) -> _Said:
    rng = np.random.default_rng(SEED)
    codes = np.array(sorted(Category.objects.values_list("code", flat=True)))
    known = rng.random(count) < KNOWN_SHARE
    permits, crossings = (np.array(choices.values) for choices in (PermitIssuer, Crossing))
    return _Said(
        categories=codes[rng.integers(len(codes), size=count)],
        permits=np.where(known, permits[rng.integers(len(permits), size=count)], PermitIssuer.UNKNOWN.value),
        crossings=np.where(known, crossings[rng.integers(len(crossings), size=count)], Crossing.NONE.value),
    )


def _located(points: Points) -> Places:
    """Look up many, the combination of overlays of each included."""
    places = locate_many(points.lons, points.lats)
    _ = places.overlay_set
    return places


def _decided(places: Places, said: _Said) -> Decisions:
    """Decide many, and read what a report keeps."""
    decisions = responsibility_many(places, said.categories, said.permits, said.crossings)
    _ = decisions.agency_id, decisions.rule
    return decisions


def _one_by_one(places: Places, decisions: Decisions, said: _Said) -> tuple[int, dict[str, float]]:
    """Decide a sample one by one; return how many differ and the microseconds of one whole explained decision."""
    rulebook, directory = Rulebook.of(), Directory.on()
    sample = np.random.default_rng(SEED).choice(len(places), min(SAMPLE, len(places)), replace=False)
    columns = [getattr(decisions, name)[sample] for name in ("agency_id", "tier", "rule", "case", "confirm")]
    facts = [
        (at, Facts.of(place, said.categories[k], said.permits[k], said.crossings[k]))
        for at, k in enumerate(sample.tolist())
        if (place := places[k]).setting != Setting.ABROAD
    ]
    micros, answers = undisturbed_micros(lambda each: decide(each[1], rulebook, directory), facts)
    wrong = sum(
        (one.agency.id, one.level, one.rule, one.case, one.confirm) != tuple(column[at] for column in columns)
        for (at, _facts), one in zip(facts, answers, strict=True)
    )
    return wrong, micros
