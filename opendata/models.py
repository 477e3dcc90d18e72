"""Who wants to hear of new public reports, and what they have heard."""

from typing import TYPE_CHECKING

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often a letter may come."""

    DAILY = "daily", _("daily, if there is news")
    WEEKLY = "weekly", _("weekly, if there is news")


class Alert(models.Model):
    """An e-mail address that wants to hear of new public reports. The address is encrypted; its digest finds it again.

    `area` is the code of a province or a regency; `centre` and `radius_m` are a circle, instead; `theme` or `category`
    narrow either, or stand alone. `about` is all of that as one text: an address asks for the same thing once. Nothing
    is sent before `confirmed_at`. `told_to` is the high-water mark: reports up to this row were told, or are older than
    the alert; of those above it AlertedReport says which were told. Who does not want it any more is deleted.
    """

    email = models.BinaryField()
    email_digest = models.CharField(max_length=64, db_index=True)
    area = models.CharField(_("area"), max_length=5, blank=True)
    centre = models.PointField(_("centre"), srid=4326, null=True, blank=True)
    radius_m = models.PositiveIntegerField(_("radius (m)"), null=True, blank=True)
    theme = models.CharField(_("theme"), max_length=4, blank=True)
    category = models.CharField(_("category"), max_length=4, blank=True)
    about = models.CharField(max_length=120)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY)
    language = models.CharField(max_length=2, default="id")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    told_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = (
            models.UniqueConstraint(fields=("email_digest", "about"), name="alert_once"),
            models.CheckConstraint(
                condition=Q(centre__isnull=True, radius_m__isnull=True)
                | Q(centre__isnull=False, radius_m__isnull=False, area=""),
                name="alert_of_area_or_circle",
            ),
        )

    def __str__(self) -> str:
        return f"alert {self.pk}: {self.about}"


class AlertLetter(models.Model):
    """One letter of an alert, queued in the transaction that noted which reports it tells of."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="letters")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        alert_id: int

    def __str__(self) -> str:
        return f"letter {self.pk} of alert {self.alert_id}"


class AlertedReport(models.Model):
    """That an alert told of a report. `report` is its row, without a reference: what is gone was told all the same."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="told", db_index=False)
    letter = models.ForeignKey(AlertLetter, on_delete=models.CASCADE, related_name="reports")
    report = models.BigIntegerField()

    if TYPE_CHECKING:
        alert_id: int

    class Meta:
        constraints = (models.UniqueConstraint(fields=("alert", "report"), name="alerted_once"),)

    def __str__(self) -> str:
        return f"{self.report} by alert {self.alert_id}"
