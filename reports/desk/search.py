"""Search in the words of reports: Indonesian full text, a number, an exact phrase in quotes, -word to leave out."""

import re

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.numbers import NumberError, parse_number
from reports.querysets import ReportQuerySet

CONFIG = "indonesian"
EXCERPT = 160  # characters of a row
# Marks around what was found until the text has been escaped; characters of the private use area say nothing else.
_BEGIN, _END = "\ue000", "\ue001"
_FOUND = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
_STRAY = re.compile(f"[{_BEGIN}{_END}]")
_PHRASE = re.compile(r'(?<!-)"([^"]{2,})"')
_LIKE = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def search(reports: ReportQuerySet, text: str) -> ReportQuerySet:
    """Return the reports that a text finds: that number, else those with all of its words, phrases to the letter."""
    if number := number_in(text):
        return reports.filter(number=number)
    found = reports.filter(search=_query(text))
    for phrase in _PHRASE.findall(text):
        said = Q()
        for column in ("description", "suspected_source", "desired_remedy", "place_note"):
            said |= Q(**{f"{column}__icontains": phrase.strip()})
        found = found.filter(said)
    return found


def number_in(text: str) -> str:
    """Return the number of a report that the whole text is; "" where it is none."""
    try:
        return parse_number(text)
    except NumberError:
        return ""


def with_headline(reports: ReportQuerySet, text: str) -> ReportQuerySet:
    """Fetch along, as `headline`, the piece of each report's text in which the words stand."""
    if not text or number_in(text):
        return reports.annotate(headline=Value("", output_field=TextField()))
    headline = SearchHeadline(
        Coalesce("description", Value("")),
        _query(text),
        config=CONFIG,
        start_sel=_BEGIN,
        stop_sel=_END,
        max_words=26,
        min_words=14,
        max_fragments=1,
    )
    return reports.annotate(headline=headline)


def excerpt(description: str, headline: str = "") -> SafeString:
    """Return a line of a report's text as HTML: all of it escaped, what was found marked."""
    text = " ".join((headline or description).split())
    if not headline:
        text = text[:EXCERPT].rstrip() + "…" if len(text) > EXCERPT else text
    marked = _FOUND.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(_STRAY.sub("", marked))  # noqa: S308 - escaped above; only our own marks are HTML


def _query(text: str) -> SearchQuery:
    return SearchQuery(text.replace("\x00", ""), config=CONFIG, search_type="websearch")
