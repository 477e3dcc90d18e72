"""What every address passes: its format and method, what is wrong with the request, caches, other sites' pages."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from boundaries.api.views import TOLD_ELSEWHERE
from reports.open311.errors import Open311Error
from reports.open311.formats import Format, Value
from reports.open311.limits import count_reading, noted

MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers. `max_age` is for how many seconds anybody may keep it; None: nobody may."""

    root: str
    value: Value
    status: int = HTTPStatus.OK
    max_age: int | None = MINUTE
    changed: dt.datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)


Call = Callable[..., Answer]


def door(*, read: Call | None = None, write: Call | None = None) -> Callable[..., HttpResponseBase]:
    """Make a view of what GET and POST answer; each is given the request and what stands in the address.

    No session is read, so that a page of somebody else's has nothing to misuse and no CSRF token is needed.
    """
    allowed = [name for name, call in (("GET", read), ("HEAD", read), ("POST", write)) if call] + ["OPTIONS"]

    @csrf_exempt
    def view(request: HttpRequest, ending: str = "", **named: str) -> HttpResponseBase:
        wanted = Format(ending) if ending in _ENDINGS else Format.XML
        if request.method == "OPTIONS":
            return _preflight(allowed)
        try:
            if ending not in _ENDINGS:
                raise Open311Error(400, _("There are two formats: let the address end with .xml or .json."))
            reads = request.method in ("GET", "HEAD")
            call = read if reads else write if request.method == "POST" else None
            if call is None:
                raise Open311Error(
                    400, _("%(method)s is not possible here.") % {"method": _short(request)}, headers=_allow(allowed)
                )
            if reads:
                count_reading(request)
            return _counted(request, _response(request, wanted, _answer(call, request, named)))
        except Open311Error as error:
            return _counted(request, error.response(wanted))

    return view


def _counted(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say in an answer what is left of the limit that it was counted against."""
    for name, value in noted(request).items():
        response.headers.setdefault(name, value)
    if "Access-Control-Allow-Origin" in response:
        response["Access-Control-Expose-Headers"] = TOLD_ELSEWHERE
    return response


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every other address."""
    wanted = Format.JSON if rest.endswith(".json") else Format.XML
    said = _("There is no such resource. Addresses end with .xml or .json; discovery.xml is where to begin.")
    return Open311Error(404, said).response(wanted)


_ENDINGS: Final = frozenset(wanted.value for wanted in Format)


def _answer(call: Call, request: HttpRequest, named: dict[str, str]) -> Answer:
    """Call, and tell what cannot be read at all as the error that it is."""
    try:
        return call(request, **named)
    except RequestDataTooBig as error:
        raise Open311Error(400, _("This request is too large.")) from error
    except (BadRequest, SuspiciousOperation, MultiPartParserError) as error:
        raise Open311Error(400, _("The request cannot be read: send a form, in UTF-8.")) from error


def _response(request: HttpRequest, wanted: Format, answer: Answer) -> HttpResponseBase:
    body = wanted.write(answer.root, answer.value)
    response = HttpResponse(body, content_type=wanted.content_type, status=answer.status, headers=answer.headers)
    if answer.max_age is None:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = f"public, max-age={answer.max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language"])
    response["ETag"] = etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    changed = int(answer.changed.timestamp()) if answer.changed else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def _preflight(allowed: list[str]) -> HttpResponse:
    """Let pages of other sites read; the keys of partners have no place in a browser."""
    methods = ", ".join(name for name in allowed if name != "POST")
    headers = {**_allow(allowed), "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": methods}
    response = HttpResponse(status=204, headers=headers)
    del response["Content-Type"]  # there is no content
    return response


def _allow(allowed: list[str]) -> dict[str, str]:
    return {"Allow": ", ".join(allowed)}


def _short(request: HttpRequest) -> str:
    return str(request.method or "")[:20]
