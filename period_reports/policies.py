"""Who may have which report built, and put it out for everybody. They take users, never requests.

There are two reports of an area and a period, and each says on its cover which one it is:

public
    Of the cases that anybody may open, as of an end of a month, with what monitoring.policies tells everybody. Whoever
    heads an agency with its seat in the area may build and publish it, for it tells nothing that the pages do not.
internal
    Of all cases, for who signs it and who watches over the area: national administrators and the monitor of the
    province (monitoring.policies.view_of). It is never published: by subtraction from the public one it would tell how
    many cases are hidden, and where they are few, which.
"""

from typing import Any

from accounts.standing import standing_of
from boundaries.models import Edition
from monitoring.policies import View, view_of
from monitoring.scopes import Scope
from period_reports.models import PeriodReport
from period_reports.seats import seats_of


def may_build(user: Any, area: str, *, public: bool, edition: Edition | None = None) -> bool:
    """Whether a user may have the report of an area built, of public cases or of all.

    `edition` is that of the area, None for the one in force: an area of before may have been more than it is today.
    """
    if view_of(user, Scope(area=area, edition=edition)) == View.ALL:
        return True
    return public and area in seats_of(standing_of(user))


def may_publish(user: Any, report: PeriodReport) -> bool:
    """Whether a user may put a report out for everybody, or take it back: only a public one."""
    return report.public and may_build(user, report.area, public=True, edition=report.edition)


def builds_any(user: Any) -> bool:
    """Whether there is any report that a user may have built."""
    standing = standing_of(user)
    return bool(standing.national or standing.provinces or seats_of(standing))
