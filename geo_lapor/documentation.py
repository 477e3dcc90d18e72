"""/api/v1/schema/ and /api/docs/: what programs can ask, told by the views themselves."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from boundaries.api.answers import answer
from boundaries.api.shapes import SHAPES
from boundaries.problems import problem
from reports.api.doors import read_by_programs

API = "/api/v1/"
MAX_AGE_S = 300
MEDIA = "application/vnd.oai.openapi+json;version=3.1"

Endpoint = tuple[str, str, str, Callable[..., Any]]


def only_api(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Leave out what is not under /api/v1/, and methods of which a view has no words."""
    return [
        (path, regex, method, callback)
        for path, regex, method, callback in endpoints
        if path.startswith(API) and method in callback.cls.words  # type: ignore[attr-defined]
    ]


def with_shapes(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Add the shapes that have names, how to say who one is, and how often one may ask."""
    parts = result.setdefault("components", {})
    parts["schemas"] = dict(sorted(SHAPES.items()))
    parts["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": _("A token of your account, made under “Programs” there."),
        },
        "partner": {
            "type": "http",
            "scheme": "bearer",
            "description": _("A partner's key, made under “Partners' keys” in the administration."),
        },
        "pin": {
            "type": "apiKey",
            "in": "header",
            "name": "Report-Pin",
            "description": _("The PIN that came with the number of a report."),
        },
    }
    parts["headers"] = {
        "ETag": _header("string", _("Ask again with it in If-None-Match: 304 where nothing has changed")),
        "Link": _header("string", _("The next page, where there is one")),
        "RateLimit-Limit": _header("integer", _("Questions in a minute")),
        "RateLimit-Remaining": _header("integer", _("How many are left")),
        "RateLimit-Reset": _header("integer", _("In how many seconds the minute is over")),
        "RateLimit-Policy": _header("string", _("The limit and its window in seconds: 300;w=60")),
        "Retry-After": _header("integer", _("With 429 and 503: how many seconds to wait")),
    }
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _add_headers(method, operation["responses"])
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    result["info"] |= {"description": _about(), "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    result["servers"] = [{"url": "/"}]
    return result


def _header(kind: str, about: str) -> dict[str, Any]:
    return {"description": about, "schema": {"type": kind}}


def _add_headers(method: str, responses: dict[str, Any]) -> None:
    """Name the headers of answers: none of them is promised, for `locate` is not counted and pages end."""
    counted = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
    for status, response in responses.items():
        names = [*counted, "Retry-After"] if status == "default" else list(counted)
        if status == "200" and method == "get":
            names += ["ETag", "Link"]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


@read_by_programs
def schema(request: HttpRequest) -> HttpResponseBase:
    """Return the description of the API (OpenAPI 3.1)."""
    return answer(request, described(get_language() or "id"), media=MEDIA, max_age=MAX_AGE_S)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the description as a page on which everything can be tried."""
    return render(request, "api/docs.html", {"site": request.build_absolute_uri("/").rstrip("/")})


@csrf_exempt  # whatever is sent there, nothing is there
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer at addresses of the API that lead nowhere."""
    detail = _("There is nothing at this address. /api/docs/ lists what there is.")
    return problem(404, detail, headers={"Access-Control-Allow-Origin": "*"})


@cache
def described(_language: str) -> dict[str, Any]:
    """Return the description in the language that is active; it changes with the program alone."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def _about() -> str:
    return _(
        "What is public needs no key. Coordinates are longitude and latitude (WGS 84, as CRS84). Every error is a "
        "problem (RFC 9457). Lists name their next page in `next` and in the header Link. Answers carry an ETag: ask "
        "again with If-None-Match. How often you may ask stands in the headers RateLimit-*; after a 429 wait as long "
        "as Retry-After says. Accept-Language chooses the language of words."
    )
