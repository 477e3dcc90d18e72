"""Named readings of reports. Who may see what is decided here and in reports.policies, never in a template."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.standing import standing_of
from boundaries.models.areas import polygons_of
from reports.models.desk import CaseCopy

if TYPE_CHECKING:
    from reports.models import Report  # noqa: F401

# States in which the public learns nothing of a report.
HIDDEN_STATES = ("diarsipkan",)
FINISHED_STATES = ("selesai", "diarsipkan")
# The same as reports.models.OPEN_STATES; named, not left over, so that the partial indexes of open reports serve.
OPEN_STATES = (
    "baru", "terverifikasi", "terdisposisi", "ditindaklanjuti", "menunggu_pelapor", "ditunda", "dibuka_kembali",
)  # fmt: skip
_PUBLIC = Q(confidential=False, held=False) & ~Q(state__in=HIDDEN_STATES)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by who looks at them."""

    def public(self) -> "ReportQuerySet":
        """Reports whose existence and category anyone may know: not confidential, held back, archived or practised."""
        return self.filter(_PUBLIC, practice=False)

    def beyond_public(self) -> "ReportQuerySet":
        """Reports of which the public knows nothing."""
        return self.exclude(_PUBLIC, practice=False)

    def visible_to(self, user: Any, opened: Iterable[int] = ()) -> "ReportQuerySet":
        """Reports of which a user may see something; `opened` are those opened by number and PIN, as primary keys."""
        standing = standing_of(user)
        if standing.national:
            return self
        seen = _PUBLIC & Q(practice=False)
        if opened := list(opened):
            seen |= Q(pk__in=opened)
        if user is not None and getattr(user, "pk", None):
            seen |= Q(claim__user=user)
        if standing.is_staff:
            seen |= Q(pk__in=self.model.everything.in_the_hands_of(user).values("pk"))
        return self.filter(seen)

    def in_the_hands_of(self, user: Any) -> "ReportQuerySet":
        """Reports that a user's agency handles, has a copy of, or watches over; never those that accuse it."""
        standing = standing_of(user)
        if standing.national:
            return self
        handled = Q(agency__in=standing.handles)
        copied = Q(pk__in=CaseCopy.objects.filter(agency__in=standing.handles).values("report"))
        watched = Q(province__code__in=standing.provinces)
        return self.filter(handled | copied | watched).exclude(accused_agency__in=standing.handles)

    def handled_by(self, user: Any) -> "ReportQuerySet":
        """Reports for which a user's agencies are responsible; of all agencies for a national administrator."""
        standing = standing_of(user)
        if standing.national:
            return self
        return self.filter(agency__in=standing.handles).exclude(accused_agency__in=standing.handles)

    def copied_to(self, user: Any) -> "ReportQuerySet":
        """Reports of which a user's agencies have a copy."""
        standing = standing_of(user)
        copies = CaseCopy.objects.filter(agency__in=standing.handles).values("report")
        return self.filter(pk__in=copies).exclude(accused_agency__in=standing.handles)

    def watched_by(self, user: Any) -> "ReportQuerySet":
        """Reports in the provinces that a user watches over."""
        standing = standing_of(user)
        if standing.national:
            return self
        return self.filter(province__code__in=standing.provinces).exclude(accused_agency__in=standing.handles)

    def open(self) -> "ReportQuerySet":
        """Reports in which somebody still has to do something."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, on: dt.date | None = None) -> "ReportQuerySet":
        """Open reports with a step whose last day has passed."""
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def with_names(self) -> "ReportQuerySet":
        """Fetch category, theme, areas and edition along, without the areas' polygons."""
        rows = self.select_related("category__theme", "regency", "province", "edition")
        return rows.defer(*polygons_of("regency", "province"))


class RealReports(models.Manager.from_queryset(ReportQuerySet)):  # type: ignore[misc]
    """Reports that somebody filed: exercises never reach a page, a count, a clock or a letter."""

    def get_queryset(self) -> ReportQuerySet:
        """Leave exercises out."""
        return super().get_queryset().filter(practice=False)
