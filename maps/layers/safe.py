"""Addresses that programs read: whoever would write there is told so in the form of all their errors."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from boundaries.problems import problem

View = Callable[..., HttpResponseBase]


def read_only(view: View) -> View:
    """Refuse all methods but GET and HEAD with 405 and problem details (RFC 9457)."""

    @csrf_exempt  # else a page about cookies would come first; nothing is changed here
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        detail = _("This address can only be read: with GET or HEAD.")
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": "GET, HEAD"})

    return guarded
