"""Take names out of what people wrote, as far as a machine can; a person reads the rest before others do."""

import re

# Names follow a form of address or of a company, and are written with capitals.
_TITLES = (
    r"(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Mm]as|[Mm]bak|[Ss]dr[ai]?\.?|[Ss]audara[i]?|H\.|Hj\.|[Hh]aji|[Hh]ajah|"
    r"[Uu]stadz?|[Kk]epala [Dd]esa|[Kk]ades|[Ll]urah|[Cc]amat|RT|RW)"
)
_COMPANIES = r"(?:PT|CV|UD|TB|KUD|Toko|Pabrik|Warung|Bengkel)\.?"
_NAME = r"(?:\s+(?:[A-Z]\.|[A-Z][\w’'-]*|bin|binti))+"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), "[tautan]"),
    (re.compile(r"(?<!\d)\d{16}(?!\d)"), "[NIK]"),
    (re.compile(r"(?<![\d.,])(?:\+62|0)[\s.-]?\d(?:[\s.-]?\d){7,12}(?!\d)"), "[telepon]"),
    (re.compile(r"\b[A-Z]{1,2}\s?\d{1,4}\s?[A-Z]{1,3}\b"), "[pelat nomor]"),
    (re.compile(rf"\b({_TITLES}){_NAME}"), r"\1 [nama]"),
    (re.compile(rf"\b({_COMPANIES}){_NAME}"), r"\1 [nama usaha]"),
)


def mask_names(text: str) -> str:
    """Return the text with e-mails, links, numbers of people, telephones and cars, and titled names replaced by words.

    A name without a title in front of it is not found: whoever publishes the text reads it first.
    """
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def names_in(text: str) -> list[str]:
    """Return what `mask_names` would take out of a text, as it stands there, in its order."""
    found = ((match.start(), match.group()) for pattern, _ in _PATTERNS for match in pattern.finditer(text))
    return [words for _start, words in sorted(set(found))]
