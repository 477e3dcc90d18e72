"""What all views of the API share."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.views import APIView

from boundaries.api.errors import handle
from boundaries.api.negotiation import FORMAT, Json, Negotiation
from boundaries.api.parameters import Parameter, Path, read_parameters
from boundaries.api.parsing import JsonParser
from boundaries.api.schema import Schema, Words

READING = ("GET", "HEAD", "OPTIONS")
TOLD_ELSEWHERE = (
    "ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, "
    "Deprecation, Sunset"
)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That an address will go: since when that is known, the day after which it is gone, and where to read more."""

    since: dt.datetime
    gone: dt.datetime
    read_more: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say so (RFC 9745, RFC 8594)."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": http_date(self.gone.timestamp()),
            "Link": f'<{self.read_more}>; rel="deprecation"; type="text/html"',
        }


class ApiView(APIView):
    """A view of the API: parameters are judged before it is asked; pages of any origin may read what it tells.

    `query` are the parameters of reading, `words` what the documentation says of each method, `paths` what it says of
    the parts of the address. `open_to_pages` is whether scripts of other sites may read it: never what is done by a
    token or a PIN.
    """

    schema = Schema()
    content_negotiation_class = Negotiation
    renderer_classes: ClassVar[Sequence[Any]] = (Json,)
    parser_classes: ClassVar[Sequence[Any]] = (JsonParser,)
    query: ClassVar[tuple[Parameter, ...]] = ()
    paths: ClassVar[Mapping[str, Path]] = {}
    words: ClassVar[Mapping[str, Words]] = {}
    open_to_pages: ClassVar[bool] = True
    deprecation: ClassVar[Deprecation | None] = None
    asked: dict[str, Any]

    def get_exception_handler(self) -> Any:
        """Return what makes problems of errors."""
        return handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may come in, and read what is asked."""
        super().initial(request, *args, **kwargs)
        if request.method in READING:
            also = (FORMAT,) if len(self.renderer_classes) > 1 else ()
            self.asked = read_parameters(self.query, request.query_params, also)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what may be done here, to programs and to browsers that ask for a page of another site."""
        return HttpResponse(status=204, headers={"Access-Control-Allow-Methods": self._reading()})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Add what every answer carries."""
        found: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        if self.open_to_pages and request.method in READING:
            found.headers.setdefault("Access-Control-Allow-Origin", "*")
            found.headers.setdefault("Access-Control-Expose-Headers", TOLD_ELSEWHERE)
        for name, value in getattr(request, "limit_headers", {}).items():
            found.headers.setdefault(name, value)
        if self.deprecation:
            for name, value in self.deprecation.headers.items():
                found[name] = f"{found[name]}, {value}" if name == "Link" and name in found else value
        return found

    @property
    def media(self) -> str:
        """The form in which the answer is to be given."""
        return str(self.request.accepted_media_type)

    def _reading(self) -> str:
        return ", ".join(method for method in self.allowed_methods if method in READING)
