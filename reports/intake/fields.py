"""What a line or row may say, brought into one way of writing it, whether it came as JSON or from a spreadsheet."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.forms import BooleanField
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from boundaries.succession.codes import read_code
from reports.forms import ReportForm

_OF_THE_PAGE = {"leave_empty", "photos", "place_query", "key", "stamp"}
_OWN: Final = ("source_id", "received_at", "language", "regency")
FLAGS: Final = frozenset(
    name for name, one in ReportForm.base_fields.items() if isinstance(one, BooleanField)
)  # fmt: skip
NUMBERS: Final = ("lon", "lat", "accuracy_m")
FIELDS: Final = (*_OWN, *(name for name in ReportForm.base_fields if name not in _OF_THE_PAGE))
REQUIRED: Final = ("source_id", "category", "description")
LONGEST_ID: Final = 100
MOST_ERRORS: Final = 20
"""Of a line with thousands of names that nobody knows so many are told."""
AHEAD: Final = dt.timedelta(minutes=10)
"""So far the clock of a partner may be ahead of ours."""
EARLIEST: Final = dt.timedelta(days=366)
"""What somebody received longer ago is history and not a complaint to be handled."""

_YES: Final = frozenset({"true", "1", "1.0", "ya", "yes", "y", "benar"})
_NO: Final = frozenset({"false", "0", "0.0", "tidak", "no", "n"})
_LANGUAGES: Final = dict(settings.LANGUAGES)
_MORNING: Final = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ].*$")
"""The time of day behind a day of which no time is asked."""
_DAY_FIRST: Final = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?=$|[T ])")
_COMMA: Final = re.compile(r"[-+−]?\d{1,6},\d+")

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: texts by field without those left empty, when the partner received it, and what is wrong."""

    source_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    received_at: dt.datetime | None = None
    errors: Errors = field(default_factory=dict)


def read_said(raw: Mapping[str, Any], zone: ZoneInfo | None = None) -> Said:
    """Return what a line says.

    Parameters
    ----------
    raw
        Values by field: text, numbers, true, false or None.
    zone
        In which a time without offset is told; that of the settings when None.
    """
    values: dict[str, str] = {}
    errors: Errors = {}
    for name, value in raw.items():
        wrong = "" if name in FIELDS else _("There is no such field.")
        if not wrong and isinstance(value, dict | list):
            wrong = _("Give text, a number, true or false.")
        if wrong:
            if len(errors) < MOST_ERRORS:
                errors[name[:60]] = [wrong]
        elif text := _text(value):
            values[name] = text
    reading = _Reading(values, errors, zone or ZoneInfo(settings.TIME_ZONE))
    reading.all()
    return Said(values.get("source_id", ""), values, reading.received_at, errors)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


@dataclass(slots=True)
class _Reading:
    """The values of one line on the way to how they are written here."""

    values: dict[str, str]
    errors: Errors
    zone: ZoneInfo
    received_at: dt.datetime | None = None

    def all(self) -> None:
        """Read each field that has a way of its own."""
        self._source_id()
        for name in FLAGS & self.values.keys():
            self._flag(name)
        for name in NUMBERS:
            if name in self.values:
                self.values[name] = _number(self.values[name])
        if "category" in self.values:
            self.values["category"] = self.values["category"].upper()
        if "occurred_on" in self.values:
            self.values["occurred_on"] = _MORNING.sub("", self.values["occurred_on"])
        self._language()
        self._regency()
        self._received()

    def _source_id(self) -> None:
        found = self.values.get("source_id", "")
        if not found:
            self.errors["source_id"] = [_("Say which case of yours this is: a number or text that stays the same.")]
        elif len(found) > LONGEST_ID or not found.isprintable():
            said = _("At most %(most)d printable characters.") % {"most": LONGEST_ID}
            self.errors["source_id"] = [said]

    def _flag(self, name: str) -> None:
        text = self.values[name].casefold()
        if text in _YES:
            self.values[name] = "true"
        elif text in _NO:
            del self.values[name]  # what nobody says
        else:
            self.errors[name] = [_("Say true or false.")]

    def _language(self) -> None:
        language = self.values.setdefault("language", settings.LANGUAGE_CODE)
        if language not in _LANGUAGES:
            self.errors["language"] = [_("Give one of: %(known)s.") % {"known": ", ".join(_LANGUAGES)}]

    def _regency(self) -> None:
        """A regency stands for the place where nothing says it better, and beside a point it is compared with it."""
        text = self.values.get("regency", "")
        if not text:
            return
        code = read_code(text)
        if len(code) != 5:
            self.errors["regency"] = [_("This is no code of a regency or city. Write it as text, like 64.08.")]
        else:
            self.values["regency"] = code

    def _received(self) -> None:
        text = self.values.get("received_at", "")
        if not text:
            return
        moment = _moment(text, self.zone)
        if moment is not None:
            self.values["received_at"] = moment.isoformat()  # one way of writing it, also once it is long ago
        now = timezone.now()
        if moment is None:
            said = _("This is no time. Write it as 2026-08-17T09:30:00+08:00.")
        elif moment > now + AHEAD:
            said = _("This time lies in the future.")
        elif moment < now - EARLIEST:
            said = _("This is more than a year ago: only complaints that are still to be handled are taken in.")
        else:
            self.received_at = min(moment, now)
            return
        self.errors["received_at"] = [said]


def _number(text: str) -> str:
    """Return a number in one way of writing it, with a comma understood; other text as it is, for the form to judge."""
    plain = text.replace(",", ".") if _COMMA.fullmatch(text) else text
    try:
        number = float(plain.replace("−", "-"))
    except ValueError:
        return text
    return repr(number) if math.isfinite(number) else text


def _moment(text: str, zone: ZoneInfo) -> dt.datetime | None:
    text = _DAY_FIRST.sub(lambda day: f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}", text, count=1)
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text)
    except ValueError:  # well written, and no such day
        return None
    if day is not None:
        moment = dt.datetime.combine(day, dt.time())
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
    except OverflowError:
        return None
