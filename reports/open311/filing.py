"""POST requests: a partner's program files a report, by the verb and the rules of the form."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.partners import key_of
from accounts.models import PartnerKey, Scope
from reports.actions.submit import KeyConflictError, Submission, Submitted, submit_report
from reports.actions.uploads import PhotosGoneError
from reports.forms.photos import PhotoTray
from reports.models import Category, PartnerFiling
from reports.moderation.blocking import SenderBlockedError
from reports.moderation.gate import Admission
from reports.open311.addresses import address_id_of
from reports.open311.attributes import read_attributes
from reports.open311.door import Answer
from reports.open311.errors import Open311Error
from reports.open311.forms import Open311Form, form_data
from reports.open311.jurisdiction import jurisdiction_of
from reports.open311.limits import count_filing
from reports.open311.media import fetch_media
from reports.open311.notices import notice_of
from reports.open311.parameters import no_service
from reports.open311.repeats import header_key, same_as
from reports.places import PlaceRefusedError
from reports.throttle import TooManyAttemptsError

CHANNEL: Final = "open311"
LONGEST_URL: Final = 1_000
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class _Filing:
    """A request that was read and found right."""

    key: PartnerKey
    form: Open311Form
    sent: QueryDict
    same_as: UUID
    media_url: str


def file_request(request: HttpRequest) -> Answer:
    """File a report from a form; answer with its number, what is done with it, and the account it was sent for.

    Raises
    ------
    Open311Error
        403: no key, a wrong one, or a sender who is shut out; 404: unknown service or jurisdiction; 429: a limit is
        reached; 400: whatever else is wrong, a sentence for each thing.
    """
    if request.content_type not in _FORMS:
        raise Open311Error(400, _("Send a form: application/x-www-form-urlencoded or multipart/form-data."))
    sent = request.POST
    key = _known(request)
    jurisdiction_of(sent, request.GET)
    filing = _read(request, key)
    try:
        submitted, token = _file(filing)
    finally:
        filing.form.tray.discard_new()  # what the report has claimed stays
    return _answer(request, filing, submitted, token)


def _known(request: HttpRequest) -> PartnerKey:
    """Return the partner's key, counted against its limit."""
    text = request.POST.get("api_key", "").strip()
    if not text:
        raise Open311Error(403, _("Send your api_key with the form; discovery says who gives one."))
    key = key_of(text, Scope.OPEN311)
    if key is None:
        raise Open311Error(403, _("This api_key is not known, or no longer in use."))
    count_filing(request, key)
    return key


def _read(request: HttpRequest, key: PartnerKey) -> _Filing:
    sent = request.POST
    category = _category(sent.get("service_code", "").strip())
    data = form_data(sent, read_attributes(sent, category))
    if not any(data[name].strip() for name in ("lat", "lon", "place_choice")):
        if not data["place_note"]:
            raise Open311Error(400, _("Say where it is: by lat and long, by address_string, or by address_id."))
        data["place_choice"] = address_id_of(data["place_note"])
    media_url = _media_url(sent)
    header = header_key(request)
    tray = PhotoTray.receive(request.FILES.getlist("media"), (), f"partner:{key.partner_id}")
    same = same_as(key, header, sent, sorted(ticket.sha256 for ticket in tray.tickets))
    form = Open311Form({**data, "key": str(same)}, tray=tray, channel=CHANNEL)
    if not form.is_valid():
        tray.discard_new()
        raise Open311Error(400, *form.complaints())
    return _Filing(key, form, sent, same, media_url)


def _category(code: str) -> Category:
    if not code:
        raise Open311Error(400, _("Say by service_code what it is about; services.xml lists the codes."))
    category = Category.objects.active().filter(code=code).first() if "\x00" not in code else None
    if category is None:
        raise Open311Error(404, no_service(code))
    return category


def _media_url(sent: QueryDict) -> str:
    url = sent.get("media_url", "").strip()
    try:
        parts = urlsplit(url)
        fetchable = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
    except ValueError:
        fetchable = False
    if url and (not fetchable or len(url) > LONGEST_URL):
        raise Open311Error(400, _("media_url: give an http or https address of at most 1,000 characters."))
    return url


def _file(filing: _Filing) -> tuple[Submitted, UUID | None]:
    """Let it in and file it, unless the key is for tests: then all is done, and taken back."""
    submission = filing.form.submission()
    admission = Admission("", submission.identity)
    try:
        admission.charge()
    except SenderBlockedError as error:
        raise Open311Error(403, _("Reports from this sender are not taken in at the moment.")) from error
    except TooManyAttemptsError as error:
        said = _("Too many reports came from this telephone or e-mail. Try again later.")
        raise Open311Error(429, said, headers={"Retry-After": str(error.retry_after)}) from error
    created = False
    try:
        with transaction.atomic():
            submitted, token = _stored(filing, submission)
            transaction.set_rollback(filing.key.test)
        created = submitted.created and not filing.key.test
    except KeyConflictError as error:
        raise Open311Error(400, _("This Idempotency-Key was used before, for a different report.")) from error
    except PlaceRefusedError as error:
        raise Open311Error(400, str(error.message)) from error
    except PhotosGoneError as error:
        raise Open311Error(400, _("The photos could not be kept. Send the report again.")) from error
    finally:
        if not created:
            admission.refund()
    return submitted, token


def _stored(filing: _Filing, submission: Submission) -> tuple[Submitted, UUID | None]:
    form = filing.form
    submitted = submit_report(
        submission, key=filing.same_as, photos=form.tray.tickets, match=form.match, device=_device(filing)
    )
    if not submitted.created:
        earlier = PartnerFiling.objects.filter(report=submitted.report).first()
        return submitted, earlier.token if earlier else None
    waiting = PartnerFiling.Media.WAITING if filing.media_url else PartnerFiling.Media.NONE
    row = PartnerFiling.objects.create(
        report=submitted.report, key=filing.key, media_url=filing.media_url, media=waiting
    )
    if filing.media_url:
        fetch_media.enqueue(row.pk)
    return submitted, row.token


def _device(filing: _Filing) -> str:
    """What tells that two requests come from one hand: the telephone or the account that the partner names."""
    named = filing.sent.get("device_id", "").strip() or filing.sent.get("account_id", "").strip()
    return f"partner:{filing.key.partner_id}:{named[:200]}" if named else ""


def _answer(request: HttpRequest, filing: _Filing, submitted: Submitted, token: UUID | None) -> Answer:
    number = submitted.report.number
    told: dict[str, Any] = {
        "service_request_id": number,
        "service_notice": notice_of(request, submitted, test=filing.key.test),
        "account_id": filing.sent.get("account_id", "").strip()[:200] or None,
    }
    page = request.build_absolute_uri(reverse("reports:track"))
    if filing.sent.get("extensions", request.GET.get("extensions", "")).lower() == "true":
        told["extended_attributes"] = {
            "pin": submitted.pin,
            "token": str(token) if token and not filing.key.test else None,
            "page": page,
            "test": filing.key.test,
        }
    status = HTTPStatus.CREATED if submitted.created else HTTPStatus.OK
    return Answer("service_requests", [told], status, max_age=None)
