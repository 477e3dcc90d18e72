"""Whose eyes a layer is for, and which reports beyond the public's they may count."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Func, TextField
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from maps.selection import Selection, SelectionForm
from reports.models import Report
from reports.querysets import ReportQuerySet


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose eyes a layer is for.

    Visitors and citizens count public reports. National administrators count all. Other staff count public reports and
    those not public that are in their hands.

    Urgency is that of the category to visitors and citizens. National administrators filter by how urgent each case
    was found. So do other staff, who know that of the cases in their hands alone: with that filter they count those
    and no others.
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

    def meant(self, selection: Selection) -> Selection:
        """Return a selection as it is meant by who asks: whether urgency is as assessed."""
        assessed = bool(selection.urgency) and not self.is_public
        return selection if selection.assessed == assessed else replace(selection, assessed=assessed)

    def name_urgency(self, form: SelectionForm) -> None:
        """Say at the filter whose urgency it is, where it is not the category's."""
        if not self.is_public:
            form.fields["urgency"].label = _("Urgency as assessed") if self.everything else _("Urgency of your cases")

    def own(self, selection: Selection) -> ReportQuerySet:
        """Return reports of a selection that are counted one by one, beside the bins: none but for staff."""
        if not self.staff:
            return Report.objects.none()
        held = self.meant(selection).apply(Report.objects.in_the_hands_of(self.user))
        return held if self.counts_own_alone(selection) else held.beyond_public()

    def reports(self, selection: Selection) -> ReportQuerySet:
        """Return reports of a selection that may be drawn one by one."""
        return self.own(selection) if self.counts_own_alone(selection) else self.meant(selection).reports(self.user)


class Geometry(Func):
    """A column of geometries as it is, for SQL around a queryset: Django selects them as bytes."""

    template, output_field = "%(expressions)s", TextField()
