"""What programs send: strict JSON, neither deep nor large enough to keep a server busy."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from boundaries.api.answers import JSON
from boundaries.api.errors import ProblemError

DEEPEST: Final = 16
"""Lists and objects within one another; what we read needs five."""


class JsonParser(BaseParser):
    """JSON (RFC 8259): no NaN, no name twice in an object, no halves of characters, at most `DEEPEST` levels."""

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what the JSON text says; raise ProblemError for what is none."""
        return read_json(parser_context["request"]._request.body)


def read_json(raw: bytes) -> Any:
    """Return what a JSON text says.

    Raises
    ------
    ProblemError
        It is no JSON text in UTF-8, or nested too deeply.
    """
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
        json.dumps(found, ensure_ascii=False).encode()  # halves of characters (\ud800) are no text that can be kept
    except (ValueError, RecursionError) as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("This is not JSON.")) from error
    if _is_deeper(found, DEEPEST):
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("This JSON is nested too deeply."))
    return found


def sent_fields(request: Request) -> dict[str, Any]:
    """Return the fields that were sent, as one JSON object or as a form; files are left out."""
    sent = request.data
    if isinstance(sent, QueryDict):
        return {name: value for name, value in sent.items() if name not in request.FILES}
    return object_of(sent)


def object_of(found: Any) -> dict[str, Any]:
    """Return what was sent, where it is one JSON object."""
    if not isinstance(found, Mapping):
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("Send one JSON object."))
    return dict(found)


def _is_deeper(found: Any, levels: int) -> bool:
    """Whether lists and objects lie in one another more than so many times."""
    inside = [found]
    for _level in range(levels + 1):
        held = [one for one in inside if isinstance(one, dict | list)]
        if not held:
            return False
        inside = [part for one in held for part in (one.values() if isinstance(one, dict) else one)]
    return True


def _refuse(_constant: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found
