"""What every page of a signed-in person passes: a second factor for staff, and the list of sessions."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_from_path

from accounts.second_factor import has_second_factor, needs_second_factor
from accounts.standing import withhold_standing

# First parts of the addresses where staff work, after the language.
GUARDED = frozenset({"petugas", "tim", "kelola"})
# Ways out of the administration that nobody is kept from.
OPEN_NAMES = frozenset({"logout", "login", "jsi18n"})
# Tiles and probes know nobody: they are not made slower by asking who comes. Maps in pages of others set no cookie.
NOBODYS = ("/wilayah/ubin/", "/titik-rawan/sematan/", "/en/titik-rawan/sematan/", "/healthz", "/readyz")

SEEN_EVERY_SECONDS = 300
_SEEN = "seen_at"

Answer = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Leads staff without a second factor to set one up; until then they see what a citizen sees, wherever they are.

    Who has one was asked for it when they signed in; that they have one is what is checked here.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the set-up."""
        if not is_anybodys(request.path_info) and lacks_second_factor(request):
            if is_guarded(request.path_info):
                query = "?" + urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
                return redirect(reverse("accounts:second-factor") + query)
            withhold_standing(request.user)
        return self.get_response(request)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether a member of staff has come in without one; read once per request."""
    kept: bool | None = getattr(request, "_lacks_second_factor", None)
    if kept is None:
        user = request.user
        kept = user.is_authenticated and needs_second_factor(user) and not has_second_factor(user)
        request._lacks_second_factor = kept  # type: ignore[attr-defined]
    return kept


def is_guarded(path: str) -> bool:
    """Whether a path leads to where staff work."""
    parts = _parts(path)
    return bool(parts) and parts[0] in GUARDED and parts[-1] not in OPEN_NAMES


def is_anybodys(path: str) -> bool:
    """Whether what lies there is the same for everybody."""
    return path.startswith(NOBODYS)


def _parts(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return parts[1:] if get_language_from_path(path) else parts


class SessionsMiddleware:
    """Notes for the list of sessions when each was last used, to five minutes: not a write for every page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note, then answer."""
        if is_anybodys(request.path_info):
            return self.get_response(request)
        if request.user.is_authenticated and request.session.get(_SEEN, 0) < time.time() - SEEN_EVERY_SECONDS:
            request.session[_SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
