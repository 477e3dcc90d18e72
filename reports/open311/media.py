"""The picture that a partner named by its address: fetched by the worker, made anew like every photo."""

import io
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jobs.job import job
from reports.actions.uploads import Ticket, claim_photos, discard_photos, stage_photo
from reports.models import Audience, By, Message, PartnerFiling, Report
from reports.open311.fetching import fetch
from reports.photos import MAX_BYTES, MAX_PHOTOS, PhotoError, clean_photo
from reports.webhooks.posting import UnreachableError

TRIES: Final = 5


class NotFetchedError(Exception):
    """The picture's server did not answer rightly; the queue tries again."""


@job(queue="webhooks", tries=TRIES)
def fetch_media(filing_id: int) -> None:
    """Fetch the picture of a filing and add it to the report's photos, once.

    Raises
    ------
    NotFetchedError
        It could not be had this time. After the last time the case has a note among staff.
    """
    filing = PartnerFiling.objects.filter(pk=filing_id, media=PartnerFiling.Media.WAITING).first()
    if filing is None:
        return
    try:
        ticket = stage_photo(clean_photo(io.BytesIO(fetch(filing.media_url, MAX_BYTES))))
    except PhotoError as error:
        with override("id"):
            _refuse(filing_id, str(error.message))
    except UnreachableError as error:
        if _count_try(filing_id) < TRIES:
            raise NotFetchedError(str(error)) from error
        _refuse(filing_id, str(error))
    else:
        _take(filing_id, ticket)


def _take(filing_id: int, ticket: Ticket) -> None:
    """Add the photo. Where somebody has checked the report already, nobody has seen this: the public does not, yet."""
    with transaction.atomic():
        filing = _waiting(filing_id)
        if filing is not None:
            report = Report.everything.select_for_update().get(pk=filing.report_id)
            last = report.photos.aggregate(last=Max("position"))["last"] or 0
            if report.photos.count() < MAX_PHOTOS:
                claim_photos(report, [ticket], first=last + 1, hidden=report.verified_at is not None)
            _settle(filing, PartnerFiling.Media.TAKEN)
    discard_photos([ticket])  # what was claimed stays


def _refuse(filing_id: int, why: str) -> None:
    """Say why the picture was not taken: in the row, and to staff on the case."""
    with transaction.atomic(), override("id"):
        filing = _waiting(filing_id)
        if filing is None:
            return
        _settle(filing, PartnerFiling.Media.REFUSED, why)
        said = _("A picture came with this report as an address, %(url)s, and could not be taken: %(why)s")
        Message.objects.create(
            report_id=filing.report_id,
            kind=Message.Kind.NOTE,
            by=By.SYSTEM,
            audience=Audience.STAFF,
            body=said % {"url": filing.media_url, "why": why},
            at=timezone.now(),
        )


def _waiting(filing_id: int) -> PartnerFiling | None:
    rows = PartnerFiling.objects.select_for_update().filter(pk=filing_id, media=PartnerFiling.Media.WAITING)
    return rows.first()


def _settle(filing: PartnerFiling, media: PartnerFiling.Media, why: str = "") -> None:
    filing.media, filing.media_why = media, why[:300]
    filing.save(update_fields=["media", "media_why"])


def _count_try(filing_id: int) -> int:
    """Count an attempt that failed; return how many did."""
    with transaction.atomic():
        filing = PartnerFiling.objects.select_for_update().get(pk=filing_id)
        filing.media_tries += 1
        filing.save(update_fields=["media_tries"])
    return filing.media_tries
