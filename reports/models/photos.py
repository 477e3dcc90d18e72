"""Photos: a public copy made anew without metadata, and the original in the evidence store."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import Storage, storages
from django.db.models import BigIntegerField, F, Func
from django.utils.translation import gettext_lazy as _

BAND_BITS, BANDS = 16, 4


def band_sql(band: int, column: str = "%(expressions)s") -> str:
    """Return one band of a perceptual hash as SQL (reports.evidence.likeness says what for)."""
    return f"(({column} >> {BAND_BITS * band}) & {(1 << BAND_BITS) - 1})"


def evidence_storage() -> Storage:
    """The store of originals, which no address serves."""
    return storages["evidence"]


class PhotoFiles(models.Model):
    """The files of one photo. `taken_at` and `taken_point` (EPSG:4326, lon/lat) come from the original, for staff.

    `phash` is the perceptual hash of the picture, 64 bits as a signed number; None where it shows too little.
    """

    image = models.FileField(_("photo"), upload_to="photos/%Y/%m/")
    thumbnail = models.FileField(upload_to="photos/%Y/%m/")
    original = models.FileField(upload_to="originals/%Y/%m/", storage=evidence_storage)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_point = models.PointField(srid=4326, null=True, blank=True)
    phash = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def delete_files(self) -> None:
        """Delete the three files; the row is the caller's business."""
        for file in (self.image, self.thumbnail, self.original):
            if file.name:
                file.storage.delete(file.name)


class Photo(PhotoFiles):
    """One photo of a report: of its filing, sent later by the reporter, or an officer's evidence of what was done.

    `hidden` takes it from the public; a blurred photo's public copy is blurred, the original stays in the evidence
    store.
    """

    class Source(models.TextChoices):
        """Who took it, and when."""

        FILED = "filed", _("filed with the report")
        REPORTER = "reporter", _("sent later by the reporter")
        EVIDENCE = "evidence", _("evidence of the agency")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.FILED)
    hidden = models.BooleanField(_("hidden"), default=False)
    blurred = models.BooleanField(_("blurred"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        report_id: int
        uploaded_by_id: int | None

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "pk")
        # Not partial: PostgreSQL has no statistics for the expression of a partial index, and would not use it.
        indexes = tuple(
            models.Index(
                Func(F("phash"), template=band_sql(band), output_field=BigIntegerField()), name=f"photo_by_band_{band}"
            )
            for band in range(BANDS)
        )

    def __str__(self) -> str:
        return f"photo {self.pk}"


class EvidenceCheck(models.Model):
    """What a photo of evidence was compared with. A flagged one needs a second officer who approves it.

    `distance_m` is from the case's point to where it was taken, `age_hours` from its taking to its sending, both None
    where the photo does not tell; `like` is an earlier evidence photo that looks the same, `likeness` the number of
    bits in which their hashes differ.
    """

    class Flag(models.TextChoices):
        """Why someone else should look."""

        FAR = "far", _("taken far from the place of the report")
        OLD = "old", _("taken before the report, or long ago")
        REUSED = "reused", _("looks like a photo that was used before")
        SILENT = "silent", _("does not tell where and when it was taken")

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="check_result")
    checked_at = models.DateTimeField()
    distance_m = models.FloatField(null=True)
    age_hours = models.FloatField(null=True)
    like = models.ForeignKey(Photo, on_delete=models.SET_NULL, null=True, related_name="+")
    likeness = models.PositiveSmallIntegerField(null=True)
    flags = ArrayField(models.CharField(max_length=10, choices=Flag.choices), default=list, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"check of {self.photo_id}"

    @property
    def needs_approval(self) -> bool:
        """Whether a second officer has still to look."""
        return bool(self.flags) and self.approved_at is None


class StagedPhoto(PhotoFiles):
    """A photo that was taken in while its report is not yet filed: an error elsewhere in the form does not lose it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        indexes = (models.Index(fields=("created_at",), name="staged_photo_by_age"),)

    def __str__(self) -> str:
        return f"staged photo {self.pk}"
