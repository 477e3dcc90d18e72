"""Kemendagri codes as spreadsheets leave them."""

import re
from itertools import pairwise

from boundaries.models.areas import Level

_FORM = {
    Level.PROVINCE: re.compile(r"\d\d", re.ASCII),
    Level.REGENCY: re.compile(r"\d\d\.\d\d", re.ASCII),
    Level.DISTRICT: re.compile(r"\d\d\.\d\d\.\d\d", re.ASCII),
    Level.VILLAGE: re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}", re.ASCII),
}
_BARE = {4: (2,), 6: (2, 4), 10: (2, 4, 6)}  # digits without dots: where the dots belong


def read_code(text: str) -> str:
    """Return a code in its form: "91.10" for "91.1" (a number that lost its zero), "91,10" or "9110"; "" for none."""
    text = text.strip().strip("'")  # spreadsheets mark text by an apostrophe
    text = re.sub(r"^(\d\d),(\d\d?)$", r"\1.\2", text)
    if re.fullmatch(r"\d\d\.\d", text):
        return text + "0"
    if text.isascii() and text.isdigit() and len(text) in _BARE:
        cuts = (0, *_BARE[len(text)], len(text))
        text = ".".join(text[a:b] for a, b in pairwise(cuts))
    return text if level_of(text) else ""


def level_of(code: str) -> Level | None:
    """Return the level that a code has by its form, or None where it has none."""
    return next((level for level, form in _FORM.items() if form.fullmatch(code)), None)
