"""The table of verbs, tried whole: every verb in every state by everybody: 4,300 cells."""

from typing import Any

import pytest
from django.db import transaction

from reports.lifecycle.offer import NotAllowedError, NotPossibleError, actors, offered
from reports.lifecycle.table import BESIDE, BY_VERB, RESUMES, TRANSITIONS, Actor
from reports.models import By, HistoryEntry, State
from tests.reports.lifecycle import OTHERS, World, everything, perform

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VERBS = [transition.verb for transition in TRANSITIONS if transition.sources]


class Undo(Exception):  # noqa: N818 - no error
    """Takes back what a cell did."""


def test_everybody_is_what_they_are_to_a_case() -> None:
    world = World.of()
    found = {name: actors(world.report, world.viewer(name)) for name in OTHERS if name != "system"}
    assert found == {name: who for name, who in OTHERS.items() if name != "system"}


def test_nobody_of_the_accused_agency_is_anything_to_a_case() -> None:
    world = World.of()
    world.report.accused_agency = world.report.agency
    world.report.save()
    assert actors(world.report, world.viewer("officer")) == Actor.PUBLIC
    assert actors(world.report, world.viewer("agency_admin")) == Actor.PUBLIC
    assert actors(world.report, world.viewer("monitor")) & Actor.MONITOR


@pytest.mark.parametrize("state", list(State))
def test_what_is_offered_is_what_can_be_done(state: State) -> None:
    world = World.of().reach(state)
    for name, who in OTHERS.items():
        verbs = {row.verb for row in offered(world.report, who)}
        assert verbs == {verb for verb in VERBS if _allowed(verb, state, name)}


@pytest.mark.parametrize("state", list(State))
def test_every_cell_of_the_table(state: State) -> None:
    world = World.of().reach(state)
    before = everything(world.report)
    for verb in VERBS:
        for name in OTHERS:
            cell = f"{verb} in {state} by {name}"
            try:
                with transaction.atomic():
                    _try(world, verb, name, before, cell)
                    raise Undo
            except Undo:
                world.report.refresh_from_db()
        assert everything(world.report) == before, verb


def _allowed(verb: str, state: State, name: str) -> bool:
    return bool(BY_VERB[verb].who & OTHERS[name]) and state in BY_VERB[verb].sources


def _try(world: World, verb: str, name: str, before: dict[str, Any], cell: str) -> None:
    report, row, viewer = world.report, BY_VERB[verb], world.viewer(name)
    state = State(before["state"])
    if _allowed(verb, state, name):
        entry = perform(verb, report, viewer, as_system=name == "system")
        _check_done(report, entry, before, cell)
        return
    expected = NotPossibleError if row.who & OTHERS[name] else NotAllowedError
    with pytest.raises(expected):
        perform(verb, report, viewer, as_system=name == "system")
    assert everything(report) == before, cell


def _check_done(report: Any, entry: HistoryEntry, before: dict[str, Any], cell: str) -> None:
    after = everything(report)
    row = BY_VERB[entry.verb]
    target = {RESUMES: State.VERIFIED, None: before["state"]}.get(row.target, row.target)
    if row.unverified and before["verified_at"] is None:
        target = row.unverified
    assert after["HistoryEntry"] == before["HistoryEntry"] + 1, cell
    assert after["DBTaskResult"] == before["DBTaskResult"] + 1, cell
    assert (after["state"], after["version"]) == (target, before["version"] + (entry.verb not in BESIDE)), cell
    assert (entry.state_before, entry.state) == (before["state"], target), cell
    assert entry.agency_id == before["agency_id"], cell
    assert entry.audience == row.audience, cell
    assert (entry.actor is not None) == (entry.by == By.STAFF), cell
    changed = {name for name in entry.data.get("after", {}) if before[name] != after[name]}
    assert changed == set(entry.data.get("after", {})), cell
    assert all(entry.data["before"][name] == _plain(before[name]) for name in changed), cell
    assert (report.state, report.version) == (after["state"], after["version"]), cell


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
