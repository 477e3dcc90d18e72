"""Photos on their way in: taken in at once, kept while the rest of the form is put right, swept when abandoned.

A villager on a slow line sends a photo once. It is made anew and stored as soon as it arrives, whatever else is wrong
with the form; a signed ticket in the form then stands for it. Filing the report claims it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils import timezone

from reports.models import Photo, Report, StagedPhoto
from reports.photos import CleanPhoto

KEPT = dt.timedelta(hours=24)
SWEEP_AT_ONCE = 20


class PhotosGoneError(Exception):
    """A photo that was taken in is no longer there: it was kept for a day."""


_signer = TimestampSigner(salt="reports.uploads")


@dataclass(frozen=True, slots=True)
class Ticket:
    """Stands for a photo that was taken in: its row and the digest of the upload."""

    id: UUID
    sha256: str

    def __str__(self) -> str:
        """The signed form that a page carries."""
        return _signer.sign(f"{self.id.hex}.{self.sha256}")

    @classmethod
    def parse(cls, text: str) -> "Ticket | None":
        """Return the ticket of a signed text, or None when it is forged or older than its photo is kept."""
        try:
            identifier, sha256 = _signer.unsign(text, max_age=KEPT).split(".")
            return cls(UUID(identifier), sha256)
        except (BadSignature, ValueError):
            return None


def stage_photo(photo: CleanPhoto) -> Ticket:
    """Store a cleaned photo for a report that is yet to be filed; if that fails, no file stays behind."""
    staged = StagedPhoto(
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken.at,
        taken_point=photo.taken_point,
        phash=photo.phash,
    )
    name = uuid4().hex  # names tell nothing: neither what the phone called the file nor its order
    try:
        staged.image.save(f"{name}.jpg", ContentFile(photo.image), save=False)
        staged.thumbnail.save(f"{name}-s.jpg", ContentFile(photo.thumbnail), save=False)
        staged.original.save(f"{name}.{photo.extension}", ContentFile(photo.original), save=False)
        staged.save()
    except BaseException:
        staged.delete_files()
        raise
    sweep_uploads(SWEEP_AT_ONCE)
    return Ticket(staged.pk, staged.sha256)


def claim_photos(
    report: Report,
    tickets: Sequence[Ticket],
    *,
    source: Photo.Source = Photo.Source.FILED,
    hidden: bool = False,
    first: int = 1,
) -> None:
    """Make photos that were taken in a report's own, from this position on; their files stay where they are.

    Raises
    ------
    PhotosGoneError
        One was swept, or claimed by another report.
    """
    if not tickets:
        return
    staged = StagedPhoto.objects.select_for_update().in_bulk([ticket.id for ticket in tickets])
    if len(staged) != len(tickets):
        raise PhotosGoneError
    shared = [f.name for f in StagedPhoto._meta.concrete_fields if f.name not in {"id", "created_at"}]
    for position, ticket in enumerate(tickets, start=first):
        columns = {name: getattr(staged[ticket.id], name) for name in shared}
        Photo.objects.create(report=report, position=position, source=source, hidden=hidden, **columns)
    StagedPhoto.objects.filter(pk__in=staged).delete()


def discard_photos(tickets: Iterable[Ticket]) -> None:
    """Delete photos that were taken in and will not be needed; those already claimed by a report stay."""
    _discard(StagedPhoto.objects.filter(pk__in=[ticket.id for ticket in tickets]))


def sweep_uploads(at_most: int | None = None) -> int:
    """Delete photos whose report was not filed within a day; return how many.

    Each upload sweeps a few on its way, so that no schedule is needed to keep the store small.
    """
    stale = StagedPhoto.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at")
    return _discard(stale[:at_most])


def _discard(photos: Iterable[StagedPhoto]) -> int:
    count = 0
    for photo in photos:
        with transaction.atomic():
            # Locked and looked at again: a report may claim the photo, files and all, at this very moment.
            locked = StagedPhoto.objects.select_for_update(skip_locked=True).filter(pk=photo.pk).first()
            if locked is None:
                continue
            locked.delete()
            transaction.on_commit(photo.delete_files)
            count += 1
    return count
