"""Numbers of people as publishers write them: 239629, 239.629, 239,629, 239 629, 239629.0."""

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_WHOLE = re.compile(r"\d+")
_FLOAT = re.compile(r"(\d+)[.,]0+")
_FLOAT_SURELY = re.compile(r"\d{4,}[.,]0+|\d+[.,]0{1,2}|\d+[.,]0{4,}")
MOST = 2_000_000_000
"""More than any area has, and what the column of the database holds."""


class FigureError(ValueError):
    """A text that is no number of people; the message says why."""


def separator_of(texts: Iterable[str]) -> str:
    """Return what a column puts between thousands: ".", ",", or "" where whole numbers carry a decimal point.

    Raises
    ------
    FigureError
        Both are used: nobody can tell what the figures mean.
    """
    texts = [_SPACES.sub("", text) for text in texts]
    if any(_FLOAT_SURELY.fullmatch(text) for text in texts):
        return ""
    found = {match[1] for text in texts if (match := _GROUPED.fullmatch(text))}
    if len(found) > 1:
        raise FigureError("some figures have dots between thousands and some have commas")
    return found.pop() if found else ""


def read_people(text: str, separator: str) -> int:
    """Return a number of people.

    Parameters
    ----------
    separator
        What the column puts between thousands, from `separator_of`.

    Raises
    ------
    FigureError
        It is blank, negative, zero, a fraction, or no number.
    """
    plain = _SPACES.sub("", text)
    if not plain:
        raise FigureError("is blank")
    if plain.startswith(("-", "−", "(")) and any(sign.isdigit() for sign in plain):
        raise FigureError(f"{text!r} is negative")
    people = _whole(plain, separator)
    if people is None:
        raise FigureError(f"{text!r} is no whole number of people")
    if people == 0:
        raise FigureError("is 0; leave out what nobody counted")
    if people > MOST:
        raise FigureError(f"{text!r} is more people than live anywhere")
    return people


def _whole(plain: str, separator: str) -> int | None:
    if not plain.isascii() or len(plain) > 20:
        return None
    if _WHOLE.fullmatch(plain):
        return int(plain)
    grouped = _GROUPED.fullmatch(plain)
    if separator and grouped and grouped[1] == separator:
        return int(plain.replace(separator, ""))
    decimal = _FLOAT.fullmatch(plain)
    return int(decimal[1]) if decimal and not separator else None
