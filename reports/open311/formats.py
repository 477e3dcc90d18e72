"""The two forms of every answer: the same values as XML and as JSON."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final
from xml.etree import ElementTree

Value = Any
"""None, str, bool, int, float, an aware datetime, or a dict or list of these."""

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for, however they are written."""
_ITEMS: Final = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "attributes": "attribute",
    "values": "value",
    "photos": "photo",
}
"""What an item of a list is called in XML, by the name of the list. JSON has no name for it."""


class Format(Enum):
    """How an answer is written, by the ending of the address."""

    XML = "xml"
    JSON = "json"

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        return "text/xml; charset=utf-8" if self is Format.XML else "application/json"

    def write(self, root: str, value: Value) -> bytes:
        """Write an answer.

        Parameters
        ----------
        root
            Name of the outermost element of the XML. A list is a bare array in JSON, also of one item.
        """
        return _xml(root, value) if self is Format.XML else _json(value)


def instant(at: dt.datetime) -> str:
    """Write a time as W3C-DTF has it, to the second and with its offset."""
    return at.isoformat(timespec="seconds")


def _json(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=instant).encode("utf-8", "replace")


def _xml(root: str, value: Value) -> bytes:
    return _DECLARATION + ElementTree.tostring(_element(root, value), encoding="utf-8")


def _element(name: str, value: Value) -> ElementTree.Element:
    """Return an element; of what is absent, an empty one."""
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list):
        element.extend(_element(_ITEMS[name], item) for item in value)
    elif value is not None:
        element.text = _text(value)
    return element


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")  # never 1e-05, which not every client reads
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else str(value)
