"""What a request says beyond what gisserver asks of it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from gisserver.parsers.fes20 import ResourceId, ValueReference
from gisserver.parsers.wfs20 import StoredQuery


def names_edition(request: Any) -> bool:
    """Say whether a parsed request asks for areas by edition or identifier, and not for those in force alone."""
    return any(
        isinstance(part, ResourceId | StoredQuery)
        or (isinstance(part, ValueReference) and part.xpath.rpartition("/")[2].rpartition(":")[2] == "edition")
        for part in _parts(getattr(request, "queries", []))
    )


def _parts(node: Any) -> Iterator[Any]:
    yield node
    if isinstance(node, list | tuple):
        for part in node:
            yield from _parts(part)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _parts(getattr(node, field.name))
