"""Texts kept ready, and their blanks: "{tanggal kunjungan}" must be filled before a citizen reads it.

A blank whose name is in KNOWN is filled by the case itself; the officer is asked for every other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency
from reports.actions.case.words import BODY, NOTE
from reports.models import AnswerTemplate, Category, Report

LONGEST_BLANK = 80
MOST_BLANKS = 20
"""Blanks of one text that officers have a field for."""
KNOWN = {
    "nomor": "number", "nomor laporan": "number", "number": "number",
    "instansi": "agency", "agency": "agency",
    "kategori": "category", "category": "category",
    "hari ini": "today", "tanggal": "today", "today": "today",
}  # fmt: skip
"""What the case itself tells, by the names under which texts ask for it."""
_BLANK = re.compile(r"\{([^{}\n]{1,80})\}")  # LONGEST_BLANK
# How like a known name another must be to count as that name mistyped: "intansi" is, "instalasi" is a word of its own.
_MISTYPED = 0.85
_SAMPLE_NUMBER = "2345-6789"


class By(StrEnum):
    """Who fills a blank."""

    CASE = "case"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text: words as they are, or a blank and who fills it."""

    text: str
    by: By | None = None


# --- blanks --------------------------------------------------------------------------------------------------------


def blanks(text: str) -> list[str]:
    """Return the names of the blanks in a text, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _BLANK.findall(text)))


def filled_by(name: str) -> By:
    """Return who fills the blank of a name."""
    return By.CASE if name.strip().lower() in KNOWN else By.OFFICER


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of blanks; those without a value stay."""
    return _BLANK.sub(lambda found: values.get(found[1].strip(), "").strip() or found[0], text)


def fill_known(text: str, report: Report) -> str:
    """Fill what the case itself knows: its number, agency and category, and today's date."""
    facts = _facts(report.number, report.agency.name if report.agency else "", report.category.name)
    return fill(text, {name: facts[KNOWN[name.lower()]] for name in blanks(text) if filled_by(name) == By.CASE})


def pieces(text: str, agency: Agency | None = None) -> list[Piece]:
    """Return a text in pieces, to mark its blanks; as it reads on a made-up case of an agency where one is given."""
    facts = _facts(_SAMPLE_NUMBER, agency.name, _sample_category()) if agency else None
    found, end = [], 0
    for blank in _BLANK.finditer(text):
        by = filled_by(blank[1])
        value = facts[KNOWN[blank[1].strip().lower()]] if facts and by == By.CASE else blank[0]
        found += [Piece(text[end : blank.start()]), Piece(value, by)]
        end = blank.end()
    return [piece for piece in (*found, Piece(text[end:])) if piece.text]


def _facts(number: str, agency: str, category: str) -> dict[str, str]:
    today = date_format(timezone.localdate(), "j F Y")
    return {"number": number, "agency": agency, "category": category, "today": today}


def _sample_category() -> str:
    category = Category.objects.order_by("position").first()
    return category.name if category else "–"


# --- what is wrong with a text -------------------------------------------------------------------------------------


def longest(use: str) -> int:
    """Return how many characters a text for a use may have: those of the verb's field that it is put into."""
    return NOTE if use in (AnswerTemplate.Use.TRANSFER, AnswerTemplate.Use.ARCHIVE) else BODY


def fault(text: str, use: str) -> str:
    """Return what keeps a text from being used, in words for who wrote it; the empty text where nothing does."""
    return _brackets(text) or _names(blanks(text)) or _length(text, longest(use))


def _brackets(text: str) -> str:
    """A brace without its partner, or a blank that no field could be named after, would reach the citizen as it is."""
    rest = text
    while (opened := re.search(r"[{}]", rest)) is not None:
        rest = rest[opened.start() :]
        blank = re.match(r"\{([^{}]*)\}", rest)
        if blank is None:
            return _("A curly bracket has no partner.")
        name = blank[1]
        if not name.strip():
            return _("A blank needs a name: {tanggal kunjungan}.")
        if "\n" in name or len(name) > LONGEST_BLANK:
            return _("The name of a blank stands on one line, in %(most)d characters at most: {%(name)s…}") % {
                "most": LONGEST_BLANK, "name": " ".join(name.split())[:30],
            }  # fmt: skip
        rest = rest[blank.end() :]
    return ""


def _names(names: list[str]) -> str:
    """Say which blank is nearly one that the case fills, and that there are no more than officers have fields for."""
    for name in names:
        if meant := _meant(name):
            return _("{%(name)s} is not filled by itself. Did you mean {%(meant)s}?") % {"name": name, "meant": meant}
    asked = sum(filled_by(name) == By.OFFICER for name in names)
    if asked > MOST_BLANKS:
        return _("An officer fills %(most)d blanks at most; this text has %(number)d.") % {
            "most": MOST_BLANKS, "number": asked,
        }  # fmt: skip
    return ""


def _meant(name: str) -> str:
    """Return the known name that this one is a misspelling of: "nomor_laporan", "intansi"; else the empty text."""
    plain = " ".join(re.split(r"[\s_.-]+", name.lower().strip(" _.-")))
    if name.lower() in KNOWN or any(character.isdecimal() for character in plain):
        return ""
    close = get_close_matches(plain, KNOWN, n=1, cutoff=_MISTYPED)
    return close[0] if close and close[0].count(" ") == plain.count(" ") else ""


def _length(text: str, most: int) -> str:
    over = len(text) - most
    if over <= 0:
        return ""
    return ngettext(
        "This is too long by %(over)d character: %(most)d at most.",
        "This is too long by %(over)d characters: %(most)d at most.",
        over,
    ) % {"over": over, "most": most}
