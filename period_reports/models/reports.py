"""A report of a period: asked for, built by the worker, and from then on never changed."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.integrity import NEVER_EMPTIED, NEVER_REWRITTEN
from accounts.standing import standing_of
from boundaries.models import Edition
from monitoring.measures import Period, Scope
from monitoring.policies import View, view_of
from period_reports.seats import seats_of
from reports.models.photos import evidence_storage

if TYPE_CHECKING:
    from django.db.models.manager import Manager

FINISHED_FOR_GOOD: Final = (
    pgtrigger.Protect(
        name="finished_for_good",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="done"),
    ),
    NEVER_EMPTIED,
)
"""A report that is built is signed and cited: a wrong one is followed by a right one, and both stay."""


class BuildState(models.TextChoices):
    """How far a report is."""

    QUEUED = "queued", pgettext_lazy("period report", "waiting for its turn")
    BUILDING = "building", pgettext_lazy("period report", "being built")
    DONE = "done", pgettext_lazy("period report", "done")
    FAILED = "failed", pgettext_lazy("period report", "not built")


UNFINISHED: Final = (BuildState.QUEUED, BuildState.BUILDING)


class PeriodReportQuerySet(models.QuerySet["PeriodReport"]):
    """Reports by who looks at them."""

    def done(self) -> "PeriodReportQuerySet":
        """Those that are built."""
        return self.filter(state=BuildState.DONE)

    def published(self) -> "PeriodReportQuerySet":
        """Those that everybody reads: of public figures, put out and not taken back."""
        last = Publication.objects.filter(report=OuterRef("pk")).order_by("-pk").values("published")[:1]
        return self.done().filter(public=True).annotate(out=Subquery(last)).filter(out=True)

    def visible_to(self, user: Any) -> "PeriodReportQuerySet":
        """Those that a user may read: the published ones, and those that they could have had built themselves."""
        standing = standing_of(user)
        if standing.national:
            return self.all()
        own = Q(pk__in=self.model.objects.published().values("pk"))
        if standing.provinces:
            own |= _of_provinces(user, standing.provinces)
        seats = seats_of(standing)
        if seats:
            own |= Q(area__in=seats, public=True)
        return self.filter(own)

    def like(self, report: "PeriodReport") -> "PeriodReportQuerySet":
        """Those of the same area, period and audience that are built, the newest first."""
        same = self.done().filter(area=report.area, period=report.period, public=report.public)
        return same.order_by("-built_at", "-pk")


def _of_provinces(user: Any, provinces: Iterable[str]) -> Q:
    """Return what makes a report one of somebody's provinces; of an area of before it may be one of more than these."""
    codes = Q()
    for code in provinces:
        codes |= Q(area__startswith=code)
    own = codes & Q(edition__in=Edition.objects.in_force())
    before = PeriodReport.objects.filter(codes).exclude(edition__in=Edition.objects.in_force()).order_by()
    for report in before.distinct("area", "edition").select_related("edition"):
        if view_of(user, Scope(area=report.area, edition=report.edition)) == View.ALL:
            own |= Q(area=report.area, edition=report.edition)
    return own


class PeriodReport(models.Model):
    """One report. `area` is the code of a province or regency of `edition`, `period` a name as "2026-S1".

    `on` is the last day that counts. `public`: of the cases that anybody may open, and to be published; else of all
    cases, for who signs it and whoever watches over the area (period_reports.policies). `said` is what was written for
    it (Draft.said), as it was when it was asked for; `figures` what was measured, by name. `key` is that of the form:
    sent twice, it is asked for once.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    area = models.CharField(_("area"), max_length=5)
    area_name = models.CharField(_("name of the area"), max_length=150)
    period = models.CharField(_("period"), max_length=7)
    on = models.DateField(_("as of the end of"))
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition"))
    public = models.BooleanField(_("for everybody"))
    said = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=BuildState.choices, default=BuildState.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    built_at = models.DateTimeField(_("built"), null=True, blank=True)

    objects = PeriodReportQuerySet.as_manager()

    if TYPE_CHECKING:
        files: Manager["ReportFile"]
        publications: Manager["Publication"]

    class Meta:
        verbose_name = _("period report")
        verbose_name_plural = _("period reports")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("area", "period", "on", "edition", "public"),
                condition=Q(state__in=UNFINISHED),
                name="period_report_built_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(built_at__isnull=False), name="period_report_built_when"
            ),
        )
        indexes = (models.Index(fields=("area", "period", "public"), name="period_report_of_area"),)
        triggers = FINISHED_FOR_GOOD

    def __str__(self) -> str:
        return f"{self.area} {self.period}"

    @property
    def url(self) -> str:
        """Address of its page."""
        return reverse("period_reports:report", args=[self.pk])

    @property
    def span(self) -> Period:
        """When its cases came in."""
        return Period.parse(self.period)

    @property
    def is_going_on(self) -> bool:
        """Whether it is still to be built."""
        return self.state in UNFINISHED

    @property
    def is_published(self) -> bool:
        """Whether everybody reads it."""
        last = self.publications.order_by("-pk").first()
        return self.public and last is not None and last.published

    @property
    def successor(self) -> "PeriodReport | None":
        """The newest of the same area, period and audience, where that is a later one."""
        newest = PeriodReport.objects.like(self).first()
        return newest if newest is not None and newest.pk != self.pk else None


class ReportFile(models.Model):
    """A file of a report, as it was made; `sha256` is checked each time it is sent."""

    class Kind(models.TextChoices):
        """What it is."""

        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"
        ZIP = "zip", "ZIP"

    report = models.ForeignKey(PeriodReport, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="period-reports/%Y/%m/", storage=evidence_storage)

    class Meta:
        verbose_name = _("file of a period report")
        verbose_name_plural = _("files of period reports")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("report", "kind"), name="period_report_file_once"),)
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """That a report was put out for everybody, or taken back: only ever added."""

    report = models.ForeignKey(PeriodReport, on_delete=models.PROTECT, related_name="publications")
    published = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("publication of a period report")
        verbose_name_plural = _("publications of period reports")
        ordering = ("pk",)
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.report_id} {self.published}"
