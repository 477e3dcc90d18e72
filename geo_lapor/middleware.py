"""Which language a page speaks, in which zone it tells times, and who is written down for what is changed on it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import is_valid_path
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request
from pghistory.middleware import HistoryMiddleware


class LanguageMiddleware(LocaleMiddleware):
    """English under /en/, Indonesian without a prefix; who prefers English is led from the one to the other.

    The preference is the visitor's own choice (cookie), else Accept-Language. Addresses for programs have no language
    in them and answer in the preferred one. Django's own middleware speaks the default language on every path without
    a prefix, whatever the visitor chose.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Activate the language for this request, or lead to the page in the language preferred."""
        language = get_language_from_path(request.path_info)
        if language is None:
            language = get_language_from_request(request)
            if language != settings.LANGUAGE_CODE and (page := _page_in(language, request.path_info)):
                if request.method in {"GET", "HEAD"}:
                    return _led_to(page, request)
                language = settings.LANGUAGE_CODE  # a form is answered in the language it was filled in
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
        return None


def _page_in(language: str, path: str) -> str | None:
    """Return the address of the page at `path` in another language, or None when it has no languages."""
    with translation.override(language):
        for candidate in (f"/{language}{path}", f"/{language}{path}/"):
            if is_valid_path(candidate):
                return candidate
    return None


def _led_to(page: str, request: HttpRequest) -> HttpResponse:
    """Redirect to `page`, keeping the query; never cached for a visitor with another preference."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"{page}?{query}" if query else page)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


class ZoneMiddleware:
    """Lets a page tell its times in the zone of what it is about; the next one begins with that of the settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, beginning with the zone of the settings."""
        with timezone.override(None):
            return self.get_response(request)


class WrittenDownMiddleware(HistoryMiddleware):
    """Tell the database who changes a tracked row, and on which page; of visitors there is nothing to tell.

    pghistory puts what it tells in front of every statement of a request: filing a report would carry it ten times.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the user known to the database where there is one."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            response: HttpResponse = super().__call__(request)
            return response
        return self.get_response(request)
