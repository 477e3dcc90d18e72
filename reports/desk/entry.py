"""The door of the desk: who may come in, and what becomes of a form when the session ended while it was filled in."""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts.standing import standing_of

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_KEPT, _MOST_KEPT, _LARGEST, _KEEP_SECONDS = "desk_kept_forms", 3, 100_000, 3600


def staff_page(view: _View[P]) -> _View[P]:
    """Let only staff in: visitors are led through the sign-in and back, users without a membership are told why not.

    What a visitor sends whose session has ended is kept in the new session; `kept_form` gives it back to the page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        if not standing_of(request.user).is_staff:
            return render(request, "desk/no_membership.html", status=403)
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return guarded


def kept_form(request: HttpRequest) -> QueryDict | None:
    """Return what was typed into this page's form before the session ended, once; None where nothing was kept."""
    kept: dict[str, Any] = request.session.get(_KEPT, {})
    found = kept.pop(request.GET.get("kept", ""), None)
    if found is None or found["path"] != request.path or time.time() - found["at"] > _KEEP_SECONDS:
        return None
    request.session[_KEPT] = kept
    return QueryDict(found["data"])


def _way_back(request: HttpRequest) -> str:
    """Return where to go after the sign-in: the same page, with a ticket for the form where one was sent."""
    if request.method != "POST":
        return request.get_full_path()
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    encoded = data.urlencode()
    if len(encoded) > _LARGEST:
        return request.get_full_path()
    ticket = secrets.token_urlsafe(8)
    kept = dict(list(request.session.get(_KEPT, {}).items())[1 - _MOST_KEPT :])
    request.session[_KEPT] = {**kept, ticket: {"path": request.path, "data": encoded, "at": time.time()}}
    query = request.GET.copy()
    query["kept"] = ticket
    return f"{request.path}?{urlencode(list(query.lists()), doseq=True)}"


def htmx(request: HttpRequest) -> bool:
    """Whether a script of the page asks for a part of it."""
    return request.headers.get("HX-Request") == "true"
