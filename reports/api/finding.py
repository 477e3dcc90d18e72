"""Which report an address names, and who asks for it: by session, by token, or by number and PIN."""

from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.api.authentication import owner
from accounts.scopes import TokenScope
from boundaries.api.errors import ProblemError, not_here
from boundaries.api.parameters import Path
from reports.actions.track import WrongPinError, open_report
from reports.api.shapes import NUMBER_EXAMPLE
from reports.forms.track import NUMBER_ERRORS
from reports.models import Report
from reports.numbers import NumberError, parse_number
from reports.pins import DIGITS
from reports.policies import Viewer
from reports.throttle import TooManyAttemptsError, client_address
from reports.views.session import viewer_of

PIN: Final = "Report-Pin"
NUMBER = Path(
    {"type": "string", "pattern": "^[0-9A-Za-z]{4}-[0-9A-Za-z]{4}$"},
    gettext_lazy("Number of the report; its last character checks the others"),
    NUMBER_EXAMPLE,
)
PIN_HEADER = OpenApiParameter(
    PIN, {"type": "string", "pattern": f"^[0-9]{{{DIGITS}}}$"}, OpenApiParameter.HEADER,
    description=gettext_lazy("The PIN that came with the number: opens one's own report"),
)  # fmt: skip


def canonical(number: str) -> str:
    """Return a number as it is stored; raise ProblemError that names the typing error."""
    try:
        return parse_number(number)
    except NumberError as error:
        message = str(NUMBER_ERRORS[error.reason])
        raise ProblemError(HTTPStatus.BAD_REQUEST, message, {"number": [message]}) from error


def viewer_of_api(request: Request, number: str) -> Viewer:
    """Return who asks for a report: whoever has its PIN, whoever is signed in, or the owner of a token that may read.

    Wrong PINs are counted as on the page, against the number and the address.

    Raises
    ------
    ProblemError
        The PIN does not belong to the number, or too many were tried.
    """
    user = owner(request, TokenScope.READ_CASES)
    opened = set() if request.auth is not None else set(viewer_of(request._request).opened)
    if (pin := request.headers.get(PIN)) is not None:
        opened.add(opened_by_pin(request, number, pin).pk)
    return Viewer.of(user, opened)


def visible(number: str, viewer: Viewer) -> Report:
    """Return a report of which a viewer may know something; raise ProblemError where there is none."""
    rows = Report.objects.visible_to(viewer.user, viewer.opened).with_names()
    found = rows.filter(number=number).first()
    if found is None:
        raise not_here(_("There is no public report with this number."))
    return found


def opened_by_pin(request: Request, number: str, pin: str) -> Report:
    """Return the report that number and PIN open; raise ProblemError, having counted the attempt, where they do not."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
        raise ProblemError(HTTPStatus.FORBIDDEN, _("A PIN has six digits."))
    try:
        return open_report(number, pin, client_address(request._request))
    except WrongPinError as error:
        message = _("This number and this PIN do not belong together. Compare both with your receipt.")
        raise ProblemError(HTTPStatus.FORBIDDEN, message) from error
    except TooManyAttemptsError as error:
        headers = {"Retry-After": str(error.retry_after)}
        message = _("Too many wrong attempts. Try again later.")
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, message, headers=headers) from error
