"""Photos that come to a case later: an officer's evidence of what was done, and more from the reporter."""

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.actions.uploads import PhotosGoneError, Ticket, claim_photos
from reports.evidence.checking import check_photo
from reports.models import EvidenceCheck, HistoryEntry, Photo, Report
from reports.photos import MAX_PHOTOS, CleanPhoto, PhotoError, clean_photo
from reports.policies import Viewer

MOST_EVIDENCE = 30
"""Photos of evidence that a case takes at most."""


def add_evidence(
    report: Report,
    viewer: Viewer,
    *,
    file: IO[bytes],
    lonlat: tuple[float, float] | None = None,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> Photo:
    """Take in a photo of what was done, and compare where, when and what it shows with the case.

    Parameters
    ----------
    file
        The photo as the camera made it: its notes of place and time are read, and stay with the original.
    lonlat
        Where the browser said the officer was, in degrees (EPSG:4326); it counts where the photo tells no place.

    Returns
    -------
    Photo
        With its `check_result`; a flagged one counts as evidence once a second officer has approved it.

    Raises
    ------
    RefusedError
        At "photo": it is no photo, or the case has as many as it can take.
    """
    try:
        clean = clean_photo(file)
    except PhotoError as error:
        raise RefusedError(error.message, "photo") from error
    photo = Photo(source=Photo.Source.EVIDENCE, report=report)
    try:
        with change(report, "add_evidence", viewer, version=version, at=at) as work:
            _refuse_too_many(work.report)
            _store(photo, clean, work)
            check = check_photo(photo, work.report, work.at, lonlat)
            check.save()
            work.facts |= {"photo": photo.position, "flags": check.flags}
    except BaseException:
        photo.delete_files()
        raise
    return photo


def approve_evidence(
    report: Report,
    viewer: Viewer,
    *,
    photo: Photo,
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Let a flagged photo count as evidence; only who did not send it can.

    Raises
    ------
    RefusedError
        At "photo": it is no evidence of this case, raises no doubt, was approved before, or the viewer sent it.
    """
    with change(report, "approve_evidence", viewer, version=version, at=at) as work:
        work.note = words.said(note, "note", needed=False, at_most=300)
        rows = EvidenceCheck.objects.select_for_update(of=("self",)).select_related("photo")
        check = rows.filter(photo=photo.pk, photo__report=work.report).first()
        if check is None:
            raise RefusedError(_("This photo is no evidence of this case."), "photo")
        if not check.needs_approval:
            raise RefusedError(_("This photo needs no approval."), "photo")
        if check.photo.uploaded_by_id == getattr(viewer.user, "pk", None):
            raise RefusedError(_("You sent this photo yourself: another officer must look at it."), "photo")
        check.approved_by, check.approved_at, check.approval_note = viewer.user, work.at, work.note
        check.save(update_fields=["approved_by", "approved_at", "approval_note"])
        work.facts |= {"photo": check.photo.position, "flags": check.flags}
    return work.done


def add_photos(
    report: Report,
    viewer: Viewer,
    *,
    photos: Sequence[Ticket],
    with_words: bool = False,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Let the reporter add photos that were taken in before (reports.actions.uploads).

    Where the report is public already, they stay hidden from the public until an officer has looked at them.

    Parameters
    ----------
    with_words
        They came along with a reply, an addition or an objection: the letter about that is enough.

    Raises
    ------
    RefusedError
        At "photos": none, more than the report may still get, or one that is no longer kept.
    """
    with change(report, "add_photos", viewer, version=version, at=at) as work:
        case = work.report
        if not photos:
            raise RefusedError(_("Choose a photo."), "photos")
        left = MAX_PHOTOS - case.photos.filter(source=Photo.Source.REPORTER).count()
        if len(photos) > left:
            raise RefusedError(_left(left), "photos")
        try:
            claim_photos(
                case,
                photos,
                source=Photo.Source.REPORTER,
                hidden=case.verified_at is not None,
                first=_next_position(case),
            )
        except PhotosGoneError as error:
            raise RefusedError(_("A photo sent earlier is no longer kept. Choose it again."), "photos") from error
        work.facts |= {"photos": len(photos), "with_words": with_words}
    return work.done


def _left(left: int) -> str:
    if left <= 0:
        return _("This report has all the photos it can take.")
    return ngettext("Only %(left)d more photo can be added.", "Only %(left)d more photos can be added.", left) % {
        "left": left
    }


def _refuse_too_many(case: Report) -> None:
    if case.photos.filter(source=Photo.Source.EVIDENCE).count() >= MOST_EVIDENCE:
        raise RefusedError(_("This case has all the photos of evidence it can take."), "photo")


def _next_position(case: Report) -> int:
    return (case.photos.aggregate(last=Max("position"))["last"] or 0) + 1


def _store(photo: Photo, clean: CleanPhoto, work: Change) -> None:
    name = uuid4().hex
    columns: dict[str, Any] = {
        "report": work.report,
        "position": _next_position(work.report),
        "uploaded_by": work.actor,
        "sha256": clean.sha256,
        "width": clean.width,
        "height": clean.height,
        "taken_at": clean.taken.at,
        "taken_point": clean.taken_point,
        "phash": clean.phash,
    }
    for column, value in columns.items():
        setattr(photo, column, value)
    photo.image.save(f"{name}.jpg", ContentFile(clean.image), save=False)
    photo.thumbnail.save(f"{name}-s.jpg", ContentFile(clean.thumbnail), save=False)
    photo.original.save(f"{name}.{clean.extension}", ContentFile(clean.original), save=False)
    photo.save(force_insert=True)
