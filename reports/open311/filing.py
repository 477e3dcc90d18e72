"""POST requests: a partner's program files a report, by the verb and the rules of the form."""

import datetime as dt
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions.partners import key_of
from accounts.models import PartnerKey, Scope
from reports.actions.submit import KeyConflictError, Submitted, submit_report
from reports.actions.uploads import PhotosGoneError
from reports.emergency import contacts_for
from reports.forms.photos import PhotoTray
from reports.models import Category, PartnerFiling, Report
from reports.moderation.blocking import SenderBlockedError
from reports.moderation.gate import Admission
from reports.open311.addresses import address_id_of
from reports.open311.attributes import read_attributes
from reports.open311.door import Answer
from reports.open311.errors import Open311Error
from reports.open311.forms import Open311Form, form_data
from reports.open311.jurisdiction import jurisdiction_of
from reports.open311.media import fetch_media
from reports.open311.parameters import no_service
from reports.places import PlaceRefusedError
from reports.receipts import receipt_of
from reports.throttle import Limit, TooManyAttemptsError

CHANNEL: Final = "open311"
SAME_WITHIN: Final = dt.timedelta(minutes=10)
"""The same request of a partner within this time was sent again, where no Idempotency-Key says otherwise."""
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
    key = _known(sent)
    jurisdiction_of(sent, request.GET)
    filing = _read(request, key)
    try:
        submitted, token = _file(filing)
    finally:
        filing.form.tray.discard_new()  # what the report has claimed stays
    return _answer(request, filing, submitted, token)


def _known(sent: QueryDict) -> PartnerKey:
    """Return the partner's key, counted against its limit."""
    text = sent.get("api_key", "").strip()
    if not text:
        raise Open311Error(403, _("Send your api_key with the form; discovery says who gives one."))
    key = key_of(text, Scope.OPEN311)
    if key is None:
        raise Open311Error(403, _("This api_key is not known, or no longer in use."))
    try:
        Limit("open311", key.per_hour).charge(str(key.pk))
    except TooManyAttemptsError as error:
        said = _("This key is good for %(number)d requests an hour. Try again later.")
        headers = {"Retry-After": str(error.retry_after)}
        raise Open311Error(429, said % {"number": key.per_hour}, headers=headers) from error
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
    header = _header_key(request)
    tray = PhotoTray.receive(request.FILES.getlist("media"), (), f"partner:{key.partner_id}")
    same_as = _same_as(key, header, sent, sorted(ticket.sha256 for ticket in tray.tickets))
    form = Open311Form({**data, "key": str(same_as)}, tray=tray, channel=CHANNEL)
    if not form.is_valid():
        tray.discard_new()
        raise Open311Error(400, *form.complaints())
    return _Filing(key, form, sent, same_as, media_url)


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


def _header_key(request: HttpRequest) -> str:
    text = request.headers.get("Idempotency-Key", "").strip('" ')
    try:
        return UUID(text).hex if text else ""
    except ValueError as error:
        message = _("An idempotency key is a UUID that you choose anew for each report.")
        raise Open311Error(400, message) from error


def _same_as(key: PartnerKey, header: str, sent: QueryDict, photos: list[str]) -> UUID:
    """Return the idempotency key of a report: the same for the same request of a partner that is sent again.

    That is by its Idempotency-Key, or else by all that was sent. The time is cut into pieces as long as SAME_WITHIN: a
    repetition falls into the piece of the first request, or into the next one.
    """
    if header:
        return _uuid(key, "header", header)
    said = [(name, sent.getlist(name)) for name in sorted(sent) if name != "api_key"]
    digest = json.dumps([said, photos])
    now = timezone.now()
    piece = int(now.timestamp() // SAME_WITHIN.total_seconds())
    before = _uuid(key, str(piece - 1), digest)
    if Report.everything.filter(idempotency_key=before, received_at__gt=now - SAME_WITHIN).exists():
        return before
    return _uuid(key, str(piece), digest)


def _uuid(key: PartnerKey, *parts: str) -> UUID:
    """A key that no other partner's request can have, and that nobody works out."""
    value = json.dumps([key.partner_id, *parts])
    return UUID(hex=salted_hmac("reports.open311.key", value, algorithm="sha256").hexdigest()[:32])


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
            submitted, token = _stored(filing)
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


def _stored(filing: _Filing) -> tuple[Submitted, UUID | None]:
    form = filing.form
    submitted = submit_report(
        form.submission(), key=filing.same_as, photos=form.tray.tickets, match=form.match, device=_device(filing)
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
        "service_notice": _notice(request, filing, submitted),
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


def _notice(request: HttpRequest, filing: _Filing, submitted: Submitted) -> str:
    """Tell the citizen what the page after filing tells: number and PIN, who acts and why, until when."""
    if filing.key.test:
        first = _("This was a test: nothing was filed.")
    elif submitted.pin is None:
        first = _("Your report is %(number)s.") % {"number": submitted.report.number}
    else:
        said = _("Your report is %(number)s; with PIN %(pin)s it opens at %(page)s.")
        page = request.build_absolute_uri(reverse("reports:track"))
        first = said % {"number": submitted.report.number, "pin": submitted.pin, "page": page}
    receipt = receipt_of(submitted)
    decided, regency = receipt.responsibility, receipt.place.record.regency
    sentences = [first, str(decided.now.explanation) if decided else ""]
    if decided and decided.due_on:
        sentences.append(_("It is answered by %(date)s.") % {"date": date_format(decided.due_on, "j F Y")})
    if contacts := contacts_for(submitted.report.category, [regency.code] if regency else []):
        numbers = ", ".join(f"{contact.name} {contact.phone}" for contact in contacts)
        sentences.append(_("Are people in danger? Call first: %(numbers)s.") % {"numbers": numbers})
    return " ".join(filter(None, sentences))
