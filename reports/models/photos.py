"""Photos: a public copy made anew without metadata, and the original in the evidence store."""

from django.contrib.gis.db import models
from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _


def evidence_storage():  # type: ignore[no-untyped-def]
    """The store of originals, which no address serves."""
    return storages["evidence"]


class Photo(models.Model):
    """One photo of a report. `taken_at` and `taken_point` (lon/lat) come from the original, for staff only."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    image = models.FileField(_("photo"), upload_to="photos/%Y/%m/")
    thumbnail = models.FileField(upload_to="photos/%Y/%m/")
    original = models.FileField(upload_to="originals/%Y/%m/", storage=evidence_storage)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_point = models.PointField(srid=4326, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"photo {self.pk}"
