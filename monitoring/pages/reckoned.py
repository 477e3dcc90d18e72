"""Figures for pages: reckoned once for all who ask the same, and told to each as they may know them.

What was counted as of the end of a day stays the same, but for what becomes confidential, for boundaries and for rules:
so counts are kept for some minutes (settings.FIGURES_KEPT_SECONDS), by scope, periods, cut-off and edition.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from monitoring.counting.asking import tallies
from monitoring.counting.question import Group, Key
from monitoring.counting.tally import Tally
from monitoring.measures import Scorecard
from monitoring.measures.ask import scorecard
from monitoring.pages.asked import Asked
from monitoring.periods import Period
from monitoring.policies import told
from monitoring.scopes import Scope

Cards = Mapping[Key, Scorecard]
Counted = TypeVar("Counted")


def cards(asked: Asked, groups: Sequence[Group] = ((),)) -> dict[Group, Cards]:
    """Return the scorecards of each group of what was asked, as the user may know them."""
    counted = kept_tallies(asked.scope, asked.period, asked.cutoff, groups)
    return {group: _told(asked.scope, found, asked.cutoff) for group, found in counted.items()}


def card(asked: Asked) -> Scorecard:
    """Return the scorecard of all cases together, also of none."""
    return _whole(asked.scope, asked.period, asked.cutoff)


def card_before(asked: Asked) -> Scorecard:
    """Return the scorecard of the period before, when it was as old as this one is now."""
    return _whole(asked.scope, *asked.before)


def _whole(scope: Scope, period: Period, cutoff: dt.datetime) -> Scorecard:
    counted = kept_tallies(scope, period, cutoff, ((),))[()]
    return _told(scope, counted or {(): Tally()}, cutoff)[()]


def _told(scope: Scope, counted: Mapping[Key, Tally], cutoff: dt.datetime) -> Cards:
    return told(scope, {key: scorecard(key, tally, cutoff) for key, tally in sorted(counted.items())})


def kept_tallies(
    scope: Scope, period: Period, cutoff: dt.datetime, groups: Sequence[Group]
) -> dict[Group, dict[Key, Tally]]:
    """Return the tallies of a scope (monitoring.counting.asking.tallies), reckoned now or some minutes ago."""
    return kept(tuple(groups), scope, period, cutoff, lambda: tallies(scope, {"": period}, cutoff, groups)[""])


def kept(what: object, scope: Scope, period: Period, cutoff: dt.datetime, reckon: Callable[[], Counted]) -> Counted:
    """Return what is counted of a scope, now or some minutes ago; `what` tells it from all else that is counted."""
    key = _name(what, scope, period, cutoff)
    found: Counted | None = cache.get(key) if settings.FIGURES_KEPT_SECONDS else None
    if found is None:
        found = reckon()
        cache.set(key, found, settings.FIGURES_KEPT_SECONDS)
    return found


def keep_tallies(scope: Scope, period: Period, cutoff: dt.datetime, groups: Sequence[Group], seconds: float) -> None:
    """Reckon the tallies of a scope now, and keep them so long for `kept_tallies`."""
    found = tallies(scope, {"": period}, cutoff, groups)[""]
    cache.set(_name(tuple(groups), scope, period, cutoff), found, seconds)


def _name(what: object, scope: Scope, period: Period, cutoff: dt.datetime) -> str:
    edition = scope.in_edition
    state = (
        what,
        replace(scope, edition=None),
        edition and (edition.pk, edition.checksum, edition.activated_at),
        (period.first, period.last),
        cutoff,
    )
    return f"figures:{hashlib.sha256(repr(state).encode()).hexdigest()}"
