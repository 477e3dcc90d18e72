"""GET /api/v1/locate/: which areas hold a point."""

import datetime as dt
import json
import math
import zlib

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boundaries import locator
from boundaries.place import NoEditionError, PlaceError
from boundaries.problems import problem

MAX_AGE_S = 60
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": f"public, max-age={MAX_AGE_S}"}
_ALLOWED = "GET, HEAD, OPTIONS"


class _ParameterError(ValueError):
    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("parameters")
        self.errors = errors


def locate(request: HttpRequest) -> HttpResponse:
    """Return the Place of `lon`, `lat` (degrees), on a date `on`, with `accuracy` in metres; both optional."""
    if request.method not in ("GET", "HEAD"):
        return _other_method(request)
    try:
        lon, lat, on, accuracy = _parameters(request)
        engine = locator.default().engine(on)
        # The answer depends on nothing but the question and the edition with what lies over it.
        etag = f'"{engine.key[:16]}-{zlib.crc32(repr((lon, lat, accuracy)).encode()):08x}"'
        if etag in request.headers.get("If-None-Match", ""):
            return HttpResponse(status=304, headers={**_HEADERS, "ETag": etag})
        place = engine.locate(lon, lat, accuracy)
    except _ParameterError as error:
        first = next(iter(error.errors.values()))[0]
        return problem(400, first, errors=error.errors, headers={"Access-Control-Allow-Origin": "*"})
    except PlaceError:
        message = _("These coordinates are no place on Earth. Are latitude and longitude swapped?")
        return problem(
            400, message, errors={"lon": [message], "lat": [message]}, headers={"Access-Control-Allow-Origin": "*"}
        )
    except NoEditionError as error:
        message = _("No boundaries are in force on %(date)s.") % {"date": error.on.isoformat()}
        return problem(404, message, headers={"Access-Control-Allow-Origin": "*"})
    body = json.dumps({"place": place.as_dict(), "responsibility": None}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/json", headers={**_HEADERS, "ETag": etag})


def _other_method(request: HttpRequest) -> HttpResponse:
    headers = {"Allow": _ALLOWED, "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": _ALLOWED}
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=headers)
    return problem(405, _("Only reading is possible here."), headers=headers)


def _parameters(request: HttpRequest) -> tuple[float, float, dt.date | None, float | None]:
    """Read the query; raises _ParameterError with a message for each parameter that is wrong."""
    errors: dict[str, list[str]] = {}
    numbers: dict[str, float | None] = {}
    for name in ("lon", "lat", "accuracy"):
        text = request.GET.get(name, "").strip()
        if not text and name != "accuracy":
            errors[name] = [_("Give %(name)s in decimal degrees.") % {"name": name}]
        try:
            numbers[name] = float(text) if text else None
        except ValueError:
            errors[name] = [_("“%(text)s” is not a number. Write a point, not a comma: 117.55") % {"text": text[:40]}]
    accuracy = numbers.get("accuracy")
    if accuracy is not None and not (math.isfinite(accuracy) and accuracy >= 0):
        errors["accuracy"] = [_("Accuracy is a distance in metres.")]
    on = None
    try:
        on = dt.date.fromisoformat(request.GET["on"]) if request.GET.get("on") else None
    except ValueError:
        errors["on"] = [_("Write the date as YYYY-MM-DD.")]
    lon, lat = numbers.get("lon"), numbers.get("lat")
    if errors or lon is None or lat is None:
        raise _ParameterError(errors)
    return lon, lat, on, accuracy
