"""Whatever goes wrong at an address of the API, as problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import DataError
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.views import set_rollback

from boundaries.problems import problem


class ProblemError(Exception):
    """Something that cannot be done; told as it is.

    `errors` are messages by the field or parameter where each was made.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers


class ParametersError(ProblemError):
    """Parameters of the query that make no sense."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, _("These parameters make no sense."), errors)


class FieldsError(ProblemError):
    """Fields of what was sent that are not right."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, _("Some fields are not right; see errors."), errors)


def not_here(detail: str = "") -> ProblemError:
    """Return the error that there is no such thing, or none for who asks."""
    return ProblemError(HTTPStatus.NOT_FOUND, detail or _("There is nothing at this address."))


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Return the response to an error in a view of the API; None for what is a fault of ours."""
    set_rollback()
    if isinstance(error, ProblemError):
        return problem(error.status, error.detail, errors=error.errors, headers=error.headers)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, _words(error), headers=_headers(error))
    for kind, status, words in _OTHERS:
        if isinstance(error, kind):
            return problem(status, str(words))
    return None


_OTHERS: tuple[tuple[type[Exception], int, str | Promise], ...] = (
    (Http404, HTTPStatus.NOT_FOUND, gettext_lazy("There is nothing at this address.")),
    (PermissionDenied, HTTPStatus.FORBIDDEN, gettext_lazy("You may not do this.")),
    (RequestDataTooBig, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, gettext_lazy("This request is too large.")),
    (TooManyFilesSent, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, gettext_lazy("This request is too large.")),
    (SuspiciousOperation, HTTPStatus.BAD_REQUEST, gettext_lazy("This request cannot be read.")),
    (DataError, HTTPStatus.BAD_REQUEST, gettext_lazy("This request cannot be read.")),
)


_IN_OUR_WORDS: dict[type[exceptions.APIException], str | Promise] = {
    exceptions.MethodNotAllowed: gettext_lazy("This cannot be done at this address; the header Allow says what can."),
    exceptions.NotAcceptable: gettext_lazy("None of the formats that you accept is to be had here."),
    exceptions.UnsupportedMediaType: gettext_lazy(
        "This address does not read what you sent; the documentation says what it does."
    ),
    exceptions.NotAuthenticated: gettext_lazy("A token is needed here: Authorization: Bearer …"),
    exceptions.ParseError: gettext_lazy("This request cannot be read."),
}
_FORGED = "CSRF Failed"


def _words(error: exceptions.APIException) -> str:
    """Say what is wrong in our own words: those of the framework are made for who writes the server."""
    if ours := _IN_OUR_WORDS.get(type(error)):
        return str(ours)
    if str(error.detail).startswith(_FORGED):
        return _("Who is signed in by a browser sends its token against forged requests along; programs use a token.")
    return str(error.detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    found = {}
    if challenge := getattr(error, "auth_header", None):
        found["WWW-Authenticate"] = str(challenge)
    if (wait := getattr(error, "wait", None)) is not None:
        found["Retry-After"] = str(int(wait))
    return found
