"""Who may know what of a report. Pages, photos and API ask here; queries say the same in reports.querysets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from accounts.standing import standing_of
from reports.models import Claim, Report
from reports.querysets import HIDDEN_STATES


class Access(IntEnum):
    """How much of a report someone may know; each step includes those before it."""

    NONE = 0  # not even that it exists
    SUMMARY = 1  # category, area, public place, state, dates
    CONTENT = 2  # what happened, the suspected source, photos: once a person has checked them
    FULL = 3  # the exact place and all that the reporter wrote; never the identity, which has a store of its own
    CASE = 4  # and what staff keep beside it: notes, who did what, why it was held back


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
    """Tell how much of a report a viewer may know. Whoever may act on it (reports.lifecycle.offer) sees the case."""
    if in_hand(report, viewer.user):
        return Access.CASE
    if report.pk in viewer.opened or is_claimed(report, viewer.user):
        return Access.FULL
    if report.practice or report.confidential or report.held or report.state in HIDDEN_STATES:
        return Access.NONE
    return Access.CONTENT if report.verified_at else Access.SUMMARY


def in_hand(report: Report, user: Any) -> bool:
    """Whether a user's agency handles a report, has a copy, or watches over it; never one that it is accused in.

    The same as `Report.objects.in_the_hands_of(user)`, for one report.
    """
    standing = standing_of(user)
    if standing.national:
        return True
    if report.accused_agency_id is not None and report.accused_agency_id in standing.handles:
        return False
    if report.agency_id in standing.handles:
        return True
    if standing.provinces and report.province is not None and report.province.code in standing.provinces:
        return True
    return bool(standing.handles) and report.copies.filter(agency__in=standing.handles).exists()


def keeps_texts(user: Any, agency: int | None) -> bool:
    """Whether a user writes the texts kept ready of an agency (its primary key): its administrator, or a national one.

    Those of the platform (None) are written in the administration, by nobody at the desk.
    """
    standing = standing_of(user)
    return agency is not None and (standing.national or agency in standing.admin_of)


def is_claimed(report: Report, user: Any) -> bool:
    """Whether a user with an account made this report their own, with its number and PIN."""
    return bool(user is not None and user.pk and Claim.objects.filter(report=report, user=user).exists())
