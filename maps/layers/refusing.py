"""What is answered where the server gave up, or has too much to do at once: 503, why, and when to come back."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from boundaries.problems import problem
from maps.layers.limits import GivenUpError, time_limit

View = Callable[..., HttpResponseBase]


def given_up_problem(error: GivenUpError) -> HttpResponse:
    """Tell a program, as problem details (RFC 9457)."""
    return told_when(problem(HTTPStatus.SERVICE_UNAVAILABLE, error.words), error)


def given_up_page(request: HttpRequest, error: GivenUpError) -> HttpResponse:
    """Tell a person, on a page that has nothing else, not even something to choose."""
    context = {"given_up": error.said}
    return told_when(render(request, "maps/given_up.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE), error)


def told_when(response: HttpResponse, error: GivenUpError | None) -> HttpResponse:
    """Say of an answer that gave up when to ask again, and that nobody keeps it; others stay as they are."""
    if error is not None:
        response["Retry-After"] = str(error.retry_after)
        patch_cache_control(response, no_store=True)
    return response


def limited(view: View) -> View:
    """Let no statement of a page's view take longer than one of a layer; a page in its place says so, with 503."""

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with time_limit(settings.LAYER_SECONDS):
                return view(request, *args, **kwargs)
        except GivenUpError as error:
            return given_up_page(request, error)

    return within
