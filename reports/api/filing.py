"""POST reports/: file a report from a program, by the rules of the form.

No session is read here, so that a page of somebody else's has nothing to misuse and no CSRF token is needed.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.forms import BooleanField
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _

from boundaries.problems import problem
from reports.actions.submit import KeyConflictError, Submitted, submit_report
from reports.actions.uploads import PhotosGoneError
from reports.forms import PhotoTray, ReportForm
from reports.moderation.blocking import SenderBlockedError
from reports.moderation.gate import Admission
from reports.places import PlaceRefusedError
from reports.receipts import receipt_of
from reports.throttle import TooManyAttemptsError, client_address

# Fields of the page alone; programs name the place by lon/lat, by coordinates or by a value of places/.
OF_THE_PAGE = {"leave_empty", "photos", "place_query", "key", "stamp"}
_FLAGS = {name for name, field in ReportForm.base_fields.items() if isinstance(field, BooleanField)}
FIELDS = frozenset(ReportForm.base_fields) - OF_THE_PAGE


class RequestError(Exception):
    """A request that cannot be read; `response` says why."""

    def __init__(self, response: JsonResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def file_report(request: HttpRequest) -> JsonResponse:
    """File a report from JSON, or from multipart/form-data with photos in `photos`."""
    try:
        data, files = _read(request)
        key = _key(request, data)
    except RequestError as error:
        return error.response
    tray = PhotoTray.receive(files, (), client_address(request))
    form = ReportForm({**data, "key": str(key)}, tray=tray, channel="api")
    if not form.is_valid():
        tray.discard_new()
        return _invalid({name: [str(message) for message in messages] for name, messages in form.errors.items()})
    return _file(request, form, key)


def _file(request: HttpRequest, form: ReportForm, key: UUID) -> JsonResponse:
    submission = form.submission()
    admission = Admission(client_address(request), submission.identity)
    try:
        admission.charge()
    except SenderBlockedError:
        form.tray.discard_new()
        return problem(403, _("Reports from this sender are not taken in at the moment."))
    except TooManyAttemptsError as error:
        form.tray.discard_new()
        message = _("Too many reports came from this address. Try again later.")
        return problem(429, message, headers={"Retry-After": str(error.retry_after)})
    try:
        submitted = submit_report(submission, key=key, photos=form.tray.tickets, match=form.match)
    except KeyConflictError:
        response = problem(409, _("This Idempotency-Key was used before, for a different report."))
    except PlaceRefusedError as error:
        response = _invalid({"place_choice": [str(error.message)]})
    except PhotosGoneError:
        response = problem(409, _("The photos could not be kept. Send the report again."))
    else:
        if not submitted.created:
            admission.refund()
            form.tray.discard_new()
        return _filed(request, submitted)
    admission.refund()
    form.tray.discard_new()
    return response


def _filed(request: HttpRequest, submitted: Submitted) -> JsonResponse:
    """201 for a new report, 200 for one that had arrived before; both with number, PIN and place."""
    report = submitted.report
    told = receipt_of(submitted)
    own = request.build_absolute_uri(reverse("reports-api:report", args=[report.number]))
    body = {
        "number": report.number,
        "pin": submitted.pin,
        "state": report.state,
        "confidential": report.confidential,
        "received_at": report.received_at.isoformat(),
        "place": told.place.as_dict(),
        "responsibility": told.responsibility and told.responsibility.as_dict(),
        "links": {
            "self": own,
            "page": request.build_absolute_uri(reverse("reports:detail", args=[report.number])),
            "track": request.build_absolute_uri(reverse("reports:track")),
        },
    }
    headers = {"Location": own, "Cache-Control": "no-store"}
    return JsonResponse(body, status=201 if submitted.created else 200, headers=headers)


def _invalid(errors: dict[str, list[str]]) -> JsonResponse:
    named = {"report" if name == "__all__" else name: messages for name, messages in errors.items()}
    return problem(422, _("Some fields are not right; see errors."), errors=named)


def _read(request: HttpRequest) -> tuple[dict[str, Any], Sequence[UploadedFile]]:
    """Return fields and photos; raise RequestError for what is neither JSON nor a form, or has unknown fields."""
    try:
        data, files = _parsed(request)
    except RequestDataTooBig as error:
        raise RequestError(problem(413, _("This request is too large."))) from error
    except (SuspiciousOperation, MultiPartParserError) as error:
        raise RequestError(problem(400, _("The form data cannot be read."))) from error
    unknown = sorted(data.keys() - FIELDS - {"idempotency_key"})
    if unknown:
        raise RequestError(_invalid({name[:60]: [_("There is no such field.")] for name in unknown}))
    return data, files


def _parsed(request: HttpRequest) -> tuple[dict[str, Any], Sequence[UploadedFile]]:
    if request.content_type == "application/json":
        return _json(request), []
    if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return request.POST.dict(), request.FILES.getlist("photos")
    raise RequestError(problem(415, _("Send application/json or multipart/form-data.")))


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        # Numbers come as the text they were sent as, like those of a form, which judges them at their field.
        data = json.loads(request.body, parse_int=str, parse_float=str, parse_constant=str)
        json.dumps(data, ensure_ascii=False).encode()  # halves of characters (\ud800) are no text that can be kept
    except (ValueError, RecursionError) as error:
        raise RequestError(problem(400, _("This is not JSON."))) from error
    if not isinstance(data, dict):
        raise RequestError(problem(400, _("Send one JSON object.")))
    wrong = {name: [_("Give text, a number, true or false.")] for name in data if isinstance(data[name], dict | list)}
    if wrong:
        raise RequestError(_invalid(wrong))
    return {name: _as_typed(name, value) for name, value in data.items() if value is not None}


def _as_typed(name: str, value: Any) -> str:
    """The value as a form would send it; to a form's box, "0" would be something and thus ticked."""
    return "false" if name in _FLAGS and value == "0" else str(value)


def _key(request: HttpRequest, data: dict[str, Any]) -> UUID:
    """The sender's idempotency key from header or field; without one each request is a report of its own."""
    text = str(request.headers.get("Idempotency-Key") or data.pop("idempotency_key", "") or "").strip('" ')
    try:
        return UUID(text) if text else uuid4()
    except ValueError as error:
        message = _("An idempotency key is a UUID that you choose anew for each report.")
        raise RequestError(problem(400, message, errors={"idempotency_key": [message]})) from error
