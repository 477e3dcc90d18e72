"""What the figures of a page are made of: a table of its areas, agencies or categories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.counting.question import Group
from monitoring.measures import BY_NAME, Figure, Measure
from monitoring.models import SubjectKind
from monitoring.pages.asked import Asked
from monitoring.pages.reckoned import Cards, cards
from monitoring.pages.subjects import Subject, names_of, url_of
from monitoring.pages.words import cases, is_few, value_of

HANDLED: Final = (
    "followed_up",
    "closed",
    "verified_in_3_days",
    "sla_answer",
    "speed_median",
    "overdue",
    "satisfaction",
)
QUALITY: Final = ("received", "verified", "unplaced", "doubtful", "crossing", "unconfirmed", "archived")

_TITLES: Final = {
    "province": _("By province"),
    "regency": _("By regency and city"),
    "agency": _("By agency"),
    "category": _("By category"),
}
HEADS: Final = {
    "province": _("Province"),
    "regency": _("Regency or city"),
    "agency": _("Agency"),
    "category": _("Category"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a row. `few`: of too few cases to compare. `interval`: its limits, where the table tells them."""

    value: str
    few: bool
    n: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One part. Without address it leads nowhere."""

    name: str
    url: str
    n: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of what a page shows."""

    group: str
    title: str | Promise
    head: str | Promise
    columns: tuple[Measure, ...]
    rows: tuple[Row, ...]
    note: str | Promise = ""


def tables(asked: Asked, subject: Subject, change: str, columns: Sequence[str] = HANDLED) -> list[Table]:
    """Return the tables below a scorecard, from one question for all of them.

    By agency is for who may see all cases: which office has a case that is shown as a coarse cell tells where it lies.

    Parameters
    ----------
    change
        The parameters of the page but the category, for links that keep the question.
    columns
        Names of measures.
    """
    wanted = groups_of(asked, subject)
    if not wanted:
        return []
    found = cards(asked, wanted)
    return [_table(asked, group[0], found[group], subject, change, columns) for group in wanted if found[group]]


def groups_of(asked: Asked, subject: Subject) -> list[Group]:
    """Return by what the tables below a scorecard are grouped."""
    groups = [_parts_of(asked, subject), None if asked.scope.category else ("category",)]
    return [group for group in groups if group]


def _parts_of(asked: Asked, subject: Subject) -> Group | None:
    if subject.kind == SubjectKind.NATION:
        return ("province",)
    if subject.kind == SubjectKind.PROVINCE:
        return ("regency",)
    if subject.kind == SubjectKind.REGENCY and not asked.scope.public:
        return ("agency",)
    return None


def _table(asked: Asked, group: str, found: Cards, subject: Subject, change: str, columns: Sequence[str]) -> Table:
    names = names_of(group, (key[0] for key in found), asked.scope.in_edition)
    rows = []
    for code in sorted(names.keys() & {key[0] for key in found}, key=lambda code: (not code, names[code].casefold())):
        card, url = found[code,], _url(group, code, asked, subject, change)
        figures = tuple(_cell(card[name]) for name in columns)
        rows.append(Row(names[code], url, cases(card["cohort"].n), figures))
    measures = tuple(BY_NAME[name] for name in columns)
    return Table(group, _TITLES[group], HEADS[group], measures, tuple(rows))


def _cell(figure: Figure) -> Cell:
    return Cell(value_of(figure), is_few(figure), cases(figure.n))


def _url(group: str, code: str, asked: Asked, subject: Subject, change: str) -> str:
    if not code:
        return ""
    if group == "category":
        query = "&".join(filter(None, (change, f"category={code}")))
        return f"{url_of(subject.kind, subject.code)}?{query}"
    kind = SubjectKind.AGENCY if group == "agency" else SubjectKind.PROVINCE
    return url_of(kind, code) + (f"?{asked.query}" if asked.query else "")
