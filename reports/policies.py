"""Who may know what of a report. Pages, photos and API ask here; queries say the same in reports.querysets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from reports.models import Report
from reports.querysets import HIDDEN_STATES, is_handler


class Access(IntEnum):
    """How much of a report someone may know; each step includes those before it."""

    NONE = 0  # not even that it exists
    SUMMARY = 1  # category, area, public place, state, dates
    CONTENT = 2  # what happened, the suspected source, photos: once a person has checked them
    FULL = 3  # the exact place and all that the reporter wrote; never the identity, which has a store of its own


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone who looks: a user (or None) and the reports opened before by number and PIN, as primary keys."""

    user: Any = None
    opened: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user: Any = None, opened: Iterable[int] = ()) -> "Viewer":
        """Build a viewer from any collection of primary keys."""
        return cls(user, frozenset(opened))


def access(report: Report, viewer: Viewer) -> Access:
    """Tell how much of a report a viewer may know."""
    if report.pk in viewer.opened or is_handler(viewer.user):
        return Access.FULL
    if report.confidential or report.state in HIDDEN_STATES:
        return Access.NONE
    return Access.CONTENT if report.verified_at else Access.SUMMARY
