"""How much one request may ask, and how much may be in it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from xml.parsers.expat import ExpatError

from defusedxml.ElementTree import DefusedXMLParser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from gisserver.exceptions import OperationParsingFailed

MOST_FEATURES: Final = 5_000
"""Features of one answer, in whatever format; the others are on the next pages."""
MOST_QUERIES: Final = 4
"""Queries of one request: one for each type. Each has so many features, and thousands of queries fit into 64 KB."""
LONGEST_SECONDS: Final = 20
"""How long the database may think about one statement of an answer."""
MOST_BYTES: Final = 64 * 1024
"""Of a request: a filter with the outline of a regency fits."""
DEEPEST: Final = 60
"""Elements within elements of a request; programs write about ten."""


class _Depth:
    """Sees to it that elements do not lie in each other without end."""

    def __init__(self) -> None:
        self.depth = 0

    def start(self, *_element: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise OperationParsingFailed(_("More than %(n)s elements lie within each other.") % {"n": DEEPEST})

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


def check_size(request: HttpRequest) -> None:
    """Refuse a request that is too long or too deep to be meant well.

    Raises
    ------
    gisserver.exceptions.OperationParsingFailed
        With status 413 where it is too long, else 400.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        detail = _("A request has at most %(n)s bytes.") % {"n": MOST_BYTES}
        raise OperationParsingFailed(detail, status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    for name, text in request.GET.items():
        if name.upper() == "FILTER":
            _check_depth(str(text))
    if request.method == "POST":
        _check_depth(request.body)


def check_queries(queries: Sequence[Any]) -> None:
    """Refuse a request that puts too many questions at once. Raises OperationParsingFailed."""
    if len(queries) > MOST_QUERIES:
        raise OperationParsingFailed(_("A request has at most %(n)s queries.") % {"n": MOST_QUERIES})


def _check_depth(text: str | bytes) -> None:
    parser = DefusedXMLParser(target=_Depth(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
    except (ExpatError, SyntaxError):
        return  # told by whoever reads it, with the place
