"""Types of command line arguments, refusing nonsense where it was typed."""

import datetime as dt
from argparse import ArgumentTypeError


def date(text: str) -> dt.date:
    """Read YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date; write YYYY-MM-DD") from error


def metres(text: str) -> float:
    """Read a precision, 0 to 100,000 metres."""
    try:
        value = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no number of metres") from error
    if not 0 <= value <= 100_000:
        raise ArgumentTypeError(f"{text} m is no precision: 0 to 100,000 m")
    return value
