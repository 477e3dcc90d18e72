"""What the officers' desk keeps: copies of cases, saved views, and what each officer has read."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency

MOST_TIME = dt.timedelta(minutes=2)


class CaseCopy(models.Model):
    """An agency that is told of a case it is not responsible for, and why. It may read, and write notes."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="copies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="copied_reports")
    why_id = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    since = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        report_id: int
        agency_id: int

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering = ("since", "pk")
        constraints = (models.UniqueConstraint(fields=("report", "agency"), name="copied_once"),)
        indexes = (models.Index(fields=("agency", "-since", "report"), name="copy_by_agency"),)

    def __str__(self) -> str:
        return f"{self.report_id} → {self.agency_id}"

    @property
    def why(self) -> str:
        """The reason in the language of the page."""
        return self.why_en if get_language() == "en" else self.why_id


class SavedView(models.Model):
    """A filter of the inbox that an officer gave a name: the query of its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name


class CaseRead(models.Model):
    """Up to which version an officer has seen a case: newer ones are shown as new."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_reads")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="case_read_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.user_id}"


class BulkRun(models.Model):
    """One verb done to many cases by a form; `key` is the form's, so that sending it twice does it once.

    `outcomes` are {"number", "refused"}, where an empty `refused` means done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    verb = models.CharField(max_length=30)
    outcomes = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="bulk_run_once"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.started_at:%Y-%m-%d}"

    @property
    def is_going(self) -> bool:
        """Whether a process may still be at it; after two minutes none is."""
        return self.finished_at is None and timezone.now() - self.started_at < MOST_TIME
