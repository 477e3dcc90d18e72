"""Who must act on a report: by law and place, explained. See docs/responsibility.md."""

import datetime as dt

from accounts.directory import Directory
from reports.models import Category, Crossing, PermitIssuer
from reports.responsibility.bulk import Decisions, responsibility_many
from reports.responsibility.decide import decide
from reports.responsibility.decision import (
    LAST_RESORT,
    AbroadError,
    Alternative,
    Copy,
    Responsibility,
    Text,
)
from reports.responsibility.facts import Facts, Located
from reports.responsibility.rulebook import Rulebook

__all__ = [
    "LAST_RESORT",
    "AbroadError",
    "Alternative",
    "Copy",
    "Decisions",
    "Facts",
    "Responsibility",
    "Rulebook",
    "Text",
    "decide",
    "responsibility",
    "responsibility_many",
]


def responsibility(
    place: Located,
    category: Category | str,
    permit: PermitIssuer | str = PermitIssuer.UNKNOWN,
    crossing: Crossing | str = Crossing.NONE,
    on: dt.date | None = None,
) -> Responsibility:
    """Decide who is responsible for a report.

    Parameters
    ----------
    place
        Where it is, as matched (boundaries.place.Place or reports.places.Match).
    category
        A category or its code; one that has no rules falls to the rules for all else.
    permit
        Who issued the permit of the suspected polluter.
    crossing
        Which borders source or impact cross.
    on
        The date whose rules and agencies count; today when None.

    Raises
    ------
    AbroadError
        The place lies in another state.
    """
    return decide(Facts.of(place, category, permit, crossing), Rulebook.of(on), Directory.on(on))
