"""Which language a page speaks."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import get_language_from_path, get_language_from_request


class LanguageMiddleware(LocaleMiddleware):
    """English under /en/; elsewhere the visitor's own choice (cookie), then Accept-Language, then Indonesian.

    Django's own middleware speaks the default language on every path without a prefix once the default language
    has none, whatever the visitor chose.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language for this request."""
        language = get_language_from_path(request.path_info)
        if language is None or language == settings.LANGUAGE_CODE:
            language = get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
