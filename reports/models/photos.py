"""Photos: a public copy made anew without metadata, and the original in the evidence store."""

import uuid

from django.contrib.gis.db import models
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext_lazy as _


def evidence_storage() -> Storage:
    """The store of originals, which no address serves."""
    return storages["evidence"]


class PhotoFiles(models.Model):
    """The files of one photo. `taken_at` and `taken_point` (EPSG:4326, lon/lat) come from the original, for staff."""

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
        abstract = True

    def delete_files(self) -> None:
        """Delete the three files; the row is the caller's business."""
        for file in (self.image, self.thumbnail, self.original):
            if file.name:
                file.storage.delete(file.name)


class Photo(PhotoFiles):
    """One photo of a report."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"photo {self.pk}"


class StagedPhoto(PhotoFiles):
    """A photo that was taken in while its report is not yet filed: an error elsewhere in the form does not lose it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        indexes = (models.Index(fields=("created_at",), name="staged_photo_by_age"),)

    def __str__(self) -> str:
        return f"staged photo {self.pk}"
