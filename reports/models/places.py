"""How a report's point was matched, each time it was: the first row is as filed and stays."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Edition


class PlaceRecord(models.Model):
    """One matching of a report's point with an edition (boundaries.place.Place, stored). Rows are only added."""

    class Reason(models.TextChoices):
        """Why it was matched."""

        FILED = "filed", _("filed")
        REASSIGNED = "reassigned", _("another edition of boundaries")
        UNDONE = "undone", _("reassignment undone")
        MOVED = "moved", _("pin moved by a person")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="places")
    matched_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.FILED)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    setting = models.CharField(max_length=10)
    method = models.CharField(max_length=10)
    regency = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    nearest_regency = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    border_m = models.FloatField(null=True)
    doubtful = models.BooleanField()
    candidates = ArrayField(models.CharField(max_length=13), default=list)
    country = models.CharField(max_length=100, blank=True)
    overlays = models.JSONField(default=list)
    run = models.ForeignKey(
        "reports.Reassignment", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    if TYPE_CHECKING:
        report_id: int

    class Meta:
        ordering = ("matched_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("report",), condition=models.Q(reason="filed"), name="place_filed_once"),
        )
        indexes = (models.Index(fields=("run", "report"), name="place_by_run"),)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.setting}/{self.method}"
