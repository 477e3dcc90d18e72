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

# First parts of the addresses where staff work, after the language.
GUARDED = ("petugas", "tim", "kelola")
# Ways out of the administration that nobody is kept from.
OPEN_NAMES = {"logout", "login", "jsi18n"}

SEEN_EVERY_SECONDS = 300
_SEEN = "seen_at"

Answer = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Leads staff without a second factor to set one up before any page of their work opens.

    Who has one was asked for it when they signed in; that they have one is what is checked here.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the set-up."""
        if is_guarded(request.path_info) and request.user.is_authenticated:
            user = request.user
            if needs_second_factor(user) and not has_second_factor(user):
                query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
                return redirect(f"{reverse('accounts:second-factor')}{'?' if query else ''}{query}")
        return self.get_response(request)


def is_guarded(path: str) -> bool:
    """Whether a path leads to where staff work."""
    parts = path.strip("/").split("/")
    if get_language_from_path(path):
        parts = parts[1:]
    return bool(parts) and parts[0] in GUARDED and parts[-1] not in OPEN_NAMES


class SessionsMiddleware:
    """Notes for the list of sessions when each was last used, to five minutes: not a write for every page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note, then answer."""
        if request.user.is_authenticated and request.session.get(_SEEN, 0) < time.time() - SEEN_EVERY_SECONDS:
            request.session[_SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
