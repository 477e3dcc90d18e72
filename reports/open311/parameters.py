"""What stands in the query of a list: which requests, from when to when, and which page of them."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import Category
from reports.numbers import NumberError, parse_number
from reports.open311.errors import Open311Error

MOST: Final = 1_000
"""Requests in one answer, and codes in one parameter."""
SPAN: Final = dt.timedelta(days=90)
OPEN, CLOSED = "open", "closed"

# W3C-DTF with a time: the offset is needed, for the country has three zones. A + that nobody encoded comes as a blank.
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:\d\d)")
_EVER = (dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC))
_PAGE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list was asked for: numbers alone, or what filters let through. Empty lets everything through."""

    numbers: tuple[str, ...] | None
    services: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    since: dt.datetime = _EVER[0]
    until: dt.datetime = _EVER[1]
    first: int = 0
    most: int = MOST


def wanted_from(query: QueryDict) -> Wanted:
    """Read the query of a list.

    Raises
    ------
    Open311Error
        404 for an unknown service; 400 for dates, spans, states and pages that cannot be meant.
    """
    numbers = codes(query, "service_request_id")
    if numbers:
        return Wanted(tuple(_known_numbers(numbers)))
    since, until = period(query)
    first, most = page(query)
    return Wanted(None, _services(query), _statuses(query), since, until, first, most)


def codes(query: QueryDict, name: str) -> list[str]:
    """Return the values of a parameter, parted by commas or given several times, each once."""
    found = [part.strip() for text in query.getlist(name) for part in text.split(",")]
    found = list(dict.fromkeys(part for part in found if part))
    if len(found) > MOST:
        said = _("At most %(most)d values can stand in %(name)s.")
        raise Open311Error(400, said % {"most": MOST, "name": name})
    return found


def _known_numbers(texts: Iterable[str]) -> list[str]:
    """Those that are numbers at all; the others are of no request."""
    found = []
    for text in texts:
        try:
            found.append(parse_number(text[:40]))
        except NumberError:
            continue
    return found


def _services(query: QueryDict) -> tuple[str, ...]:
    asked = codes(query, "service_code")
    known = set(Category.objects.values_list("code", flat=True)) if asked else set()
    unknown = [code for code in asked if code not in known]
    if unknown:
        raise Open311Error(404, no_service(unknown[0]))
    return tuple(asked)


def no_service(code: str) -> str:
    """Say that there is no such service."""
    return _("There is no service “%(code)s”; services.xml lists them.") % {"code": code[:20]}


def _statuses(query: QueryDict) -> frozenset[str]:
    asked = {status.lower() for status in codes(query, "status")}
    if asked - {OPEN, CLOSED}:
        raise Open311Error(400, _("A status is open or closed."))
    return frozenset(asked)


def period(query: QueryDict) -> tuple[dt.datetime, dt.datetime]:
    """Return from when to when: 90 days at most; of one that is given, 90 days from it; of none, the last 90 days."""
    since, until = _instant(query, "start_date"), _instant(query, "end_date")
    try:
        if since is None:
            until = until or timezone.now()
            return until - SPAN, until
        until = until or since + SPAN
    except OverflowError as error:
        raise Open311Error(400, _("No request is that old, or that far ahead.")) from error
    if until < since:
        raise Open311Error(400, _("start_date lies after end_date."))
    if until - since > SPAN:
        raise Open311Error(400, _("From start_date to end_date it is 90 days at most."))
    return since, until


def _instant(query: QueryDict, name: str) -> dt.datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    match = _INSTANT.fullmatch(text.upper())
    try:
        if match is None:
            raise ValueError(text)
        return dt.datetime.fromisoformat(match[1] + match[2].replace(" ", "+")).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        said = _("Write %(name)s with a time and its offset: 2026-01-31T00:00:00+07:00 (in an address, + is %%2B).")
        raise Open311Error(400, said % {"name": name}) from error


def page(query: QueryDict) -> tuple[int, int]:
    """Return how many requests to pass over, and how many to tell at most."""
    number, size = _count(query, "page", 1), _count(query, "page_size", MOST)
    if size > MOST:
        raise Open311Error(400, _("A page holds at most %(most)d requests.") % {"most": MOST})
    return (number - 1) * size, size


def _count(query: QueryDict, name: str, default: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return default
    if not _PAGE.fullmatch(text) or int(text) < 1:
        raise Open311Error(400, _("%(name)s is a whole number from 1 on.") % {"name": name})
    return int(text)
