"""How far demo reports have come: states by age, with the history rows that led there."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from reports.models import State

# The steps of the life cycle in order: state reached and usual days since the step before (domain: 3, 5 and 14 days).
_STEPS = (
    (State.VERIFIED, "verified", 2.0),
    (State.DISPOSED, "disposed", 2.0),
    (State.IN_FOLLOW_UP, "followed_up", 5.0),
    (State.AWAITING_REPORTER, "answered", 9.0),
    (State.CLOSED, "closed", 8.0),
)
_STOPS_AFTER = (0.04, 0.06, 0.10, 0.12, 0.08)  # share of reports that stay where they are before each step
_ARCHIVED, _ON_HOLD, _REOPENED = 0.05, 0.05, 0.04


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: the verb, when, and the state it led to."""

    verb: str
    at: dt.datetime
    state: State


def live(received: dt.datetime, now: dt.datetime, rng: np.random.Generator) -> list[Step]:
    """Return what happened to a report from its filing until `now`, the filing itself first."""
    steps = [Step("submitted", received, State.NEW)]
    at = received
    if rng.random() < _ARCHIVED:
        return _with(steps, "archived", at + _days(3.0, rng), State.ARCHIVED, now)
    for (state, verb, usual), stops in zip(_STEPS, _STOPS_AFTER, strict=True):
        if rng.random() < stops:
            break
        at += _days(usual, rng)
        if at >= now:
            return steps
        steps.append(Step(verb, at, state))
    aside = rng.random()
    if steps[-1].state == State.IN_FOLLOW_UP and aside < _ON_HOLD * 4:
        return _with(steps, "held", at + _days(2.0, rng), State.ON_HOLD, now)
    if steps[-1].state == State.CLOSED and aside < _REOPENED:
        return _with(steps, "reopened", at + _days(6.0, rng), State.REOPENED, now)
    return steps


def _with(steps: list[Step], verb: str, at: dt.datetime, state: State, now: dt.datetime) -> list[Step]:
    return [*steps, Step(verb, at, state)] if at < now else steps


def _days(usual: float, rng: np.random.Generator) -> dt.timedelta:
    """A skewed waiting time: mostly about as long as usual, sometimes very long."""
    return dt.timedelta(days=float(rng.gamma(2.0, usual / 2.0)) + 0.02)
