"""Parameters of queries: each is read, refused and documented by one definition."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from boundaries.api.errors import ParametersError

Schema = dict[str, Any]
LONGEST: Final = 200
"""Characters of a value that is read at all."""
WEST, SOUTH, EAST, NORTH = -180.0, -90.0, 180.0, 90.0
_NUMBER: Final = r"-?\d{1,3}(\.\d{1,15})?"
_MOMENT: Final = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `read` makes a value of its text, and raises ValueError with words for whoever sent it.

    `schema` is what JSON Schema says of the text; it admits whatever `read` takes by itself.
    """

    name: str
    read: Callable[[str], Any]
    schema: Schema
    about: str | Promise
    required: bool = False
    example: Any = None
    longest: int = LONGEST


def read_parameters(known: Sequence[Parameter], sent: Mapping[str, str], also: Iterable[str] = ()) -> dict[str, Any]:
    """Return the values of all parameters that are known; None for those that were not sent.

    Raises
    ------
    ParametersError
        Some make no sense, are missing, or are not known at all: a filter with a typing error would show everything.
    """
    names = {parameter.name for parameter in known} | set(also)
    errors = {name[:60]: [_("There is no such parameter.")] for name in sent if name not in names}
    found: dict[str, Any] = {}
    for parameter in known:
        text = sent.get(parameter.name)
        found[parameter.name] = None
        if text is None:
            if parameter.required:
                errors[parameter.name] = [_("This parameter is needed.")]
            continue
        try:
            found[parameter.name] = _read(parameter, text)
        except ValueError as error:
            errors[parameter.name] = [str(error)]
    if errors:
        raise ParametersError(errors)
    return found


def _read(parameter: Parameter, text: str) -> Any:
    if len(text) > parameter.longest or "\x00" in text:
        raise ValueError(_("This value is too long, or holds what no text does."))
    return parameter.read(text)


def choice(name: str, values: Sequence[str], about: str | Promise) -> Parameter:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in values:
            raise ValueError(_("“%(text)s” is none of: %(known)s.") % {"text": text[:40], "known": ", ".join(values)})
        return text

    return Parameter(name, read, {"type": "string", "enum": list(values)}, about)


def several(name: str, values: Sequence[str], most: int, about: str | Promise) -> Parameter:
    """Up to so many of some words, with commas between them; each counts once, in the order in which they came."""

    def read(text: str) -> tuple[str, ...]:
        found = text.split(",")
        if len(found) > most:
            raise ValueError(_("Give at most %(most)s.") % {"most": most})
        for one in found:
            if one not in values:
                words = {"text": one[:40], "known": ", ".join(values)}
                raise ValueError(_("“%(text)s” is none of: %(known)s.") % words)
        return tuple(dict.fromkeys(found))

    word = f"({'|'.join(values)})"
    pattern = f"^{word}(,{word}){{0,{most - 1}}}$"
    longest = len(",".join(values))
    schema = {"type": "string", "pattern": pattern, "maxLength": longest}
    return Parameter(name, read, schema, about, example=values[0], longest=longest)


def day(name: str, about: str | Promise) -> Parameter:
    """A date."""

    def read(text: str) -> dt.date:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError(_("Write the date as YYYY-MM-DD."))
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_("There is no such day.")) from error

    return Parameter(name, read, {"type": "string", "format": "date"}, about, example="2026-01-31")


def moment(name: str, about: str | Promise) -> Parameter:
    """A time with its offset."""

    def read(text: str) -> dt.datetime:
        try:
            text = text.replace(" ", "+").upper()  # a plus sign that nobody escaped
            if not re.fullmatch(_MOMENT, text, re.ASCII):
                raise ValueError
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        except (ValueError, OverflowError) as error:
            raise ValueError(_("Write the time with its offset: 2026-01-31T08:00:00Z.")) from error

    schema = {"type": "string", "format": "date-time"}
    return Parameter(name, read, schema, about, example="2026-01-31T08:00:00Z")


def whole(name: str, least: int, most: int, default: int, about: str | Promise) -> Parameter:
    """A whole number between two others."""

    def read(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII) or not least <= int(text) <= most:
            raise ValueError(_("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
        return int(text)

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Parameter(name, read, schema, about)


def text(name: str, about: str | Promise, pattern: str = "", example: str | None = None) -> Parameter:
    """A short text; of a pattern where there is one."""
    schema: Schema = {"type": "string", "maxLength": LONGEST}
    if pattern:
        schema["pattern"] = f"^{pattern}$"

    def read(value: str) -> str:
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(_("This is not written as it should be: %(example)s") % {"example": example})
        return value

    return Parameter(name, read, schema, about, example=example)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees; `west` may lie east of `east` nowhere: Indonesia is far from the date line."""

    west: float
    south: float
    east: float
    north: float


def _numbers(value: str, pattern: str, words: str) -> list[float]:
    if not re.fullmatch(pattern, value, re.ASCII):
        raise ValueError(words)
    return [float(part) for part in value.split(",")]


def box(name: str, about: str | Promise) -> Parameter:
    """A rectangle as "west,south,east,north"."""
    pattern = f"{_NUMBER}(,{_NUMBER}){{3}}"

    def read(value: str) -> Box:
        words = _("Write a box as west,south,east,north in degrees: 117.4,0.3,117.7,0.7.")
        found = Box(*_numbers(value, pattern, words))
        if not (WEST <= found.west < found.east <= EAST and SOUTH <= found.south < found.north <= NORTH):
            raise ValueError(words)
        return found

    return Parameter(name, read, {"type": "string", "pattern": f"^{pattern}$"}, about, example="117.4,0.3,117.7,0.7")


@dataclass(frozen=True, slots=True)
class Circle:
    """All that lies within `metres` of a point in degrees."""

    lon: float
    lat: float
    metres: float


def circle(name: str, most_m: int, about: str | Promise) -> Parameter:
    """A circle as "lon,lat,metres"."""

    pattern = rf"{_NUMBER},{_NUMBER},\d{{1,6}}"

    def read(value: str) -> Circle:
        words = _("Write a circle as lon,lat,metres, with at most %(most)s metres: 117.55,0.53,2000.") % {
            "most": most_m
        }
        lon, lat, metres = _numbers(value, pattern, words)
        if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH and 0 < metres <= most_m):
            raise ValueError(words)
        return Circle(lon, lat, metres)

    return Parameter(name, read, {"type": "string", "pattern": f"^{pattern}$"}, about, example="117.55,0.53,2000")


@dataclass(frozen=True, slots=True)
class Path:
    """What a part of an address may be: the documentation's side of a converter."""

    schema: Schema
    about: str | Promise = ""
    example: Any = field(default=None)
