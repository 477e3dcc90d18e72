"""Compare a photo of evidence with its case: where and when it was taken, and whether it was used before.

People hold faked "done" photos against today's systems (domain.md section 2). Nothing here refuses a photo: what raises
doubts is flagged, and a second officer looks.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.distances import lonlat_of, metres_between
from reports.evidence.likeness import most_alike
from reports.models import EvidenceCheck, Photo, Report

FAR_M = 250.0
"""Metres from the report's place beyond which a photo is far; twice the accuracy of that place where that is more."""
LONG_AGO = dt.timedelta(days=30)
# Cameras often note no zone, and Indonesia has three: a clock may be two hours off without anybody's doing.
CLOCK_DOUBT = dt.timedelta(hours=3)

_Flag = EvidenceCheck.Flag


def check_photo(
    photo: Photo, report: Report, at: dt.datetime, lonlat: tuple[float, float] | None = None
) -> EvidenceCheck:
    """Return what a stored photo's comparison gives, not yet stored.

    Parameters
    ----------
    at
        When the photo was sent.
    lonlat
        Where its sender was, for a photo that tells no place; degrees, EPSG:4326.
    """
    taken = lonlat_of(photo.taken_point) if photo.taken_point else lonlat
    distance = metres_between(lonlat_of(report.point), taken) if report.point and taken else None
    age = None if photo.taken_at is None else at - photo.taken_at
    check = EvidenceCheck(
        photo=photo,
        checked_at=at,
        distance_m=distance,
        age_hours=None if age is None else age.total_seconds() / 3600,
    )
    flags = []
    if distance is not None and distance > _far(report):
        flags.append(_Flag.FAR)
    if photo.taken_at is not None and (
        photo.taken_at < report.received_at - CLOCK_DOUBT or at - photo.taken_at > LONG_AGO
    ):
        flags.append(_Flag.OLD)
    if _was_used(photo, report, check):
        flags.append(_Flag.REUSED)
    if taken is None or age is None or age < -CLOCK_DOUBT:
        flags.append(_Flag.SILENT)
    check.flags = [flag.value for flag in flags]
    return check


def sentences(check: EvidenceCheck) -> list[str]:
    """Say what was found, a sentence for each thing, in the language of the page."""
    said = []
    if check.distance_m is None:
        said.append(_("It does not tell where it was taken."))
    elif check.distance_m < 1000:
        said.append(_("Taken %(metres)d m from the place of the report.") % {"metres": round(check.distance_m)})
    else:
        said.append(
            _("Taken %(kilometres).1f km from the place of the report.") % {"kilometres": check.distance_m / 1000}
        )
    if check.age_hours is None:
        said.append(_("It does not tell when it was taken."))
    elif check.age_hours < 0:
        said.append(_("By its clock it was taken after it was sent."))
    elif check.age_hours < 48:
        said.append(_before(round(check.age_hours)))
    else:
        said.append(_("Taken %(days)d days before it was sent.") % {"days": round(check.age_hours / 24)})
    if check.likeness is not None:
        said.append(_("It looks like a photo that was used before."))
    return said


def _before(hours: int) -> str:
    return ngettext("Taken %(hours)d hour before it was sent.", "Taken %(hours)d hours before it was sent.", hours) % {
        "hours": hours
    }


def _far(report: Report) -> float:
    return max(FAR_M, 2 * (report.accuracy_m or 0))


def _was_used(photo: Photo, report: Report, check: EvidenceCheck) -> bool:
    """Whether the very file, or a picture that looks the same, was sent before; notes which in the check."""
    earlier = Photo.objects.exclude(pk=photo.pk).filter(report__practice=report.practice)
    same = earlier.filter(report=report, sha256=photo.sha256).first()
    if same is not None:
        check.like, check.likeness = same, 0
        return True
    if photo.phash is None:
        return False
    found = most_alike(photo.phash, practice=report.practice, not_these=[photo.pk])
    if found is None:
        return False
    check.like_id, check.likeness = found.photo, found.apart
    return True
