"""What in the words of a story may tell who somebody is, or where exactly; a person decides."""

import re
from typing import Final

from reports.masking import names_in
from reports.models import Report

SHORTEST_WORD: Final = 4
_COORDINATES: Final = re.compile(
    r"-?\d{1,3}[.,]\d{3,}\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}|\d{1,3}\s*°[\s\d.,'′″\"]*(?:LU|LS|BT|BB|[NSEW])?"  # noqa: RUF001
)
_WORD: Final = re.compile(r"[\w’'-]+")


def doubtful(text: str, report: Report) -> list[str]:
    """Return what in a text about a report a person should look at once more, as it stands there, each once.

    These are names, numbers and addresses of persons as far as a machine finds them (reports.masking), coordinates, and
    words that are blacked out in what the public reads of the report.
    """
    found = [*names_in(text), *(match.group().strip() for match in _COORDINATES.finditer(text))]
    black = _blackened(report)
    found += [word for word in _WORD.findall(text) if word.casefold() in black]
    return list(dict.fromkeys(found))


def _blackened(report: Report) -> set[str]:
    """Return the words that the public does not read of a report; short ones say nothing."""
    pairs = (
        (report.description, report.public_description),
        (report.suspected_source, report.public_source),
        (report.desired_remedy, report.public_remedy),
    )
    gone: set[str] = set()
    for whole, published in pairs:
        if published is not None:
            gone |= _words(whole) - _words(published)
    return {word for word in gone if len(word) >= SHORTEST_WORD}


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
