"""Whose eyes a layer is for, and which reports beyond the public's they may count."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Func, TextField

from accounts.standing import standing_of
from maps.selection import Selection
from reports.models import Report
from reports.querysets import ReportQuerySet


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose eyes a layer is for.

    Visitors and citizens count public reports. National administrators count all. Other staff count public reports and
    those not public that are in their hands; how urgent a case is they know of those in their hands alone, so that
    with a filter of urgency they count those and no others.
    """

    user: Any = None
    everything: bool = False
    staff: bool = False

    @classmethod
    def of(cls, user: Any) -> "Audience":
        """Return what a user (or nobody: None) is to the layers."""
        standing = standing_of(user)
        return cls(user, everything=standing.national, staff=standing.is_staff and not standing.national)

    @property
    def is_shared(self) -> bool:
        """Whether an answer for it may be kept and given to others: only what was made for nobody in particular."""
        return not getattr(self.user, "is_authenticated", False)

    @property
    def is_public(self) -> bool:
        """Whether it gets what everyone does, and nothing else."""
        return not (self.everything or self.staff)

    def counts_own_alone(self, selection: Selection) -> bool:
        """Whether only reports in the hands of the user are counted."""
        return self.staff and bool(selection.urgency)

    def must_not_tell(self, selection: Selection) -> bool:
        """Whether small counts would tell of a report what its own page does not: how urgent it is (suppression)."""
        return self.is_public and bool(selection.urgency)

    def own(self, selection: Selection) -> ReportQuerySet:
        """Return reports of a selection that are counted one by one, beside the bins: none but for staff."""
        if not self.staff:
            return Report.objects.none()
        held = selection.apply(Report.objects.in_the_hands_of(self.user))
        return held if selection.urgency else held.beyond_public()

    def reports(self, selection: Selection) -> ReportQuerySet:
        """Return reports of a selection that may be drawn one by one."""
        if self.counts_own_alone(selection):
            return self.own(selection)
        return Report.objects.none() if self.must_not_tell(selection) else selection.reports(self.user)


class Geometry(Func):
    """A column of geometries as it is, for SQL around a queryset: Django selects them as bytes."""

    template, output_field = "%(expressions)s", TextField()
