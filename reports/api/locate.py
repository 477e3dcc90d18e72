"""GET locate/: which areas hold a point, and who must act there."""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries import locator
from boundaries.api.parameters import Parameter, choice, day, text
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from boundaries.place import NoEditionError, PlaceError
from boundaries.problems import problem
from reports.answers import Matter, answer
from reports.api import shapes as told
from reports.models.rules import Crossing, PermitIssuer
from reports.responsibility.rulebook import Rulebook

MAX_AGE_S = 60
_FROM_ANYWHERE = {"Access-Control-Allow-Origin": "*"}
_HEADERS = {**_FROM_ANYWHERE, "Cache-Control": f"public, max-age={MAX_AGE_S}"}
_ALLOWED = "GET, HEAD, OPTIONS"


MATTER = (
    text("category", gettext_lazy("A code of categories/; without it nobody is named"), r"[A-Za-z]\d{1,2}", "W1"),
    choice("permit", PermitIssuer.values, gettext_lazy("Who issued the polluter's permit; else unknown")),
    choice("crossing", Crossing.values, gettext_lazy("Borders that source or impact cross; else none")),
    day("on", gettext_lazy("Boundaries, overlays, rules and agencies of this day, on which the complaint is received")),
)


class Locate(ApiView):
    """GET locate/."""

    query = (
        Parameter("lon", float, {"type": "number", "minimum": -180, "maximum": 180}, "", required=True, example=117.55),
        Parameter("lat", float, {"type": "number", "minimum": -90, "maximum": 90}, "", required=True, example=0.53),
        Parameter("accuracy", float, {"type": "number", "minimum": 0}, gettext_lazy("How exact the point is, metres")),
        *MATTER,
    )
    words: ClassVar = {
        "GET": Words(
            "locate", gettext_lazy("Where a point lies, and who must act there"),
            gettext_lazy("Not counted: the form asks whenever the pin moves, and counting takes longer."),
            told.PLACES, {200: told.ANSWER},
        )
    }  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer at once: there is nobody to know and nothing to count, and finding that out takes longer."""
        return self.get(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the place, and who must act there."""
        return locate(request)


class _ParameterError(ValueError):
    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("parameters")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class _Question:
    lon: float
    lat: float
    accuracy: float | None
    on: dt.date | None
    matter: Matter | None


def locate(request: HttpRequest) -> HttpResponse:
    """Return the place of `lon`, `lat` (degrees) and, where a `category` is given, who must act there and why.

    Optional: `accuracy` of the point in metres; `on`, the date whose boundaries, rules and agencies are asked; `permit`
    and `crossing`, by their codes.
    """
    if request.method not in ("GET", "HEAD"):
        return _other_method(request)
    try:
        question = _read(request.GET)
        place = locator.locate(question.lon, question.lat, question.on, question.accuracy)
    except _ParameterError as error:
        first = next(iter(error.errors.values()))[0]
        return problem(400, first, errors=error.errors, headers=_FROM_ANYWHERE)
    except PlaceError:
        message = _("These coordinates are no place on Earth. Are latitude and longitude swapped?")
        return problem(400, message, errors={"lon": [message], "lat": [message]}, headers=_FROM_ANYWHERE)
    except NoEditionError as error:
        message = _("No boundaries are in force on %(date)s.") % {"date": error.on.isoformat()}
        return problem(404, message, headers=_FROM_ANYWHERE)
    body = json.dumps(answer(place, question.matter, question.on).as_dict(), ensure_ascii=False).encode()
    # A digest of the answer itself changes with whatever it depends on: boundaries, overlays, rules, agencies, the day.
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={**_HEADERS, "ETag": etag})
    return HttpResponse(body, content_type="application/json", headers={**_HEADERS, "ETag": etag})


def _other_method(request: HttpRequest) -> HttpResponse:
    headers = {"Allow": _ALLOWED, "Access-Control-Allow-Methods": _ALLOWED, **_FROM_ANYWHERE}
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=headers)
    return problem(405, _("Only reading is possible here."), headers=headers)


def _read(query: Mapping[str, str]) -> _Question:
    """Read the query; raises _ParameterError with a message for each parameter that is wrong."""
    errors: dict[str, list[str]] = {}
    lon, lat = (_number(query, name, errors, required=True) for name in ("lon", "lat"))
    accuracy = _number(query, "accuracy", errors)
    if accuracy is not None and not (math.isfinite(accuracy) and accuracy >= 0):
        errors["accuracy"] = [_("Accuracy is a distance in metres.")]
    on = None
    try:
        on = dt.date.fromisoformat(query["on"]) if query.get("on") else None
    except ValueError:
        errors["on"] = [_("Write the date as YYYY-MM-DD.")]
    permit = _code(query, "permit", PermitIssuer, PermitIssuer.UNKNOWN, errors)
    crossing = _code(query, "crossing", Crossing, Crossing.NONE, errors)
    category = _category(query, errors)
    if errors or lon is None or lat is None:
        raise _ParameterError(errors)
    matter = Matter(category, PermitIssuer(permit), Crossing(crossing)) if category else None
    return _Question(lon, lat, accuracy, on, matter)


def _number(
    query: Mapping[str, str], name: str, errors: dict[str, list[str]], *, required: bool = False
) -> float | None:
    text = query.get(name, "").strip()
    if not text:
        if required:
            errors[name] = [_("Give %(name)s in decimal degrees.") % {"name": name}]
        return None
    try:
        return float(text)
    except ValueError:
        errors[name] = [_("“%(text)s” is not a number. Write a point, not a comma: 117.55") % {"text": text[:40]}]
        return None


def _code(
    query: Mapping[str, str], name: str, choices: type[TextChoices], default: str, errors: dict[str, list[str]]
) -> str:
    text = query.get(name, "").strip().lower()
    if text and text not in choices.values:
        errors[name] = [
            _("“%(text)s” is none of: %(known)s.") % {"text": text[:40], "known": ", ".join(choices.values)}
        ]
        return default
    return text or default


def _category(query: Mapping[str, str], errors: dict[str, list[str]]) -> str:
    code = query.get("category", "").strip().upper()
    if code and code not in Rulebook.of().by_category:
        errors["category"] = [
            _("There is no category “%(text)s”; /api/v1/categories/ lists them.") % {"text": code[:40]}
        ]
    return code
