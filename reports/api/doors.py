"""Feeds, catalogues and files, for programs and for pages of any site: read without a key, outside /api/v1/."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from boundaries.api.views import READING, TOLD_ELSEWHERE
from boundaries.problems import problem
from reports.api.throttling import count_question, refused_headers
from reports.throttle import TooManyAttemptsError

View = Callable[..., HttpResponseBase]
_ALLOWED: Final = ", ".join(READING)


def read_by_programs(view: View) -> View:
    """Make a view of what GET answers: counted, with what is left of the minute, and for pages of any site.

    Nothing is changed by it, so other methods are told that they are the wrong ones, not that a CSRF token is missing.
    """

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = TOLD_ELSEWHERE
        return response

    return door


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if request.method == "OPTIONS":
        headers = {"Allow": _ALLOWED, "Access-Control-Allow-Methods": _ALLOWED}
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
    if request.method not in READING:
        said = _("This cannot be done at this address; the header Allow says what can.")
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, said, headers={"Allow": _ALLOWED})
    try:
        left = count_question(request)
    except TooManyAttemptsError as error:
        said = _("Too many requests. Try again later.")
        return problem(HTTPStatus.TOO_MANY_REQUESTS, said, headers=refused_headers(error))
    response = view(request, *args, **kwargs)
    for name, value in left.items():
        response[name] = value
    return response
