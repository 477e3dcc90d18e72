"""Pages of lists: each names the next one, in its body and in the header Link (RFC 8288)."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from boundaries.api.answers import GEOJSON, answer
from boundaries.api.parameters import Parameter, text, whole

CURSOR: Final = "cursor"
MOST, USUAL = 1000, 100
LIMIT: Final = whole("limit", 1, MOST, USUAL, _("How many on a page"))


def cursor(about: str = "") -> Parameter:
    """The place in a list where a page begins; programs take it from `next`, nobody makes one."""
    return text(CURSOR, about or _("Where the page begins: follow `next`"))


def next_url(request: HttpRequest, token: str) -> str:
    """Return the address of the page that begins at a cursor; empty where there is none."""
    if not token:
        return ""
    query = request.GET.copy()
    query[CURSOR] = token
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def page(
    request: HttpRequest, rows: bytes, following: str, media: str, *, max_age: int | None = None
) -> HttpResponseBase:
    """Return a page of a list.

    Parameters
    ----------
    rows
        A JSON list, written already: of features where `media` is that of GeoJSON.
    following
        The address of the next page; empty on the last.
    """
    url = f'"{following}"'.encode() if following else b"null"
    if media == GEOJSON:
        body = b'{"type":"FeatureCollection","features":' + rows + b',"next":' + url + b"}"
    else:
        body = b'{"results":' + rows + b',"next":' + url + b"}"
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return answer(request, body, media=media, max_age=max_age, headers=headers)
