"""Ask the database: one query for all tallies of a scope, by windows and groups."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import Agency
from boundaries.models import Area
from boundaries.models.areas import Level
from monitoring.counting.areas import AREAS, areas
from monitoring.counting.cases import PUBLIC, VALUES, cases
from monitoring.counting.families import KEYS, families
from monitoring.counting.limits import STEPS, limits
from monitoring.counting.offices import offices
from monitoring.counting.question import Group, Key, Question
from monitoring.counting.spans import spans
from monitoring.counting.staff import staff_rows
from monitoring.counting.tally import Tally
from monitoring.periods import Period
from monitoring.scopes import Basis, Scope, ScopeError, agencies_below
from reports.models import Category, Report, Theme
from reports.querysets import FINISHED_STATES, HIDDEN_STATES

WITHIN: Final = """ AND (r.received_at >= %(since)s OR r.state <> ALL(%(finished_states)s)
    OR r.closed_at IS NULL OR r.closed_at >= %(cutoff)s
    OR r.id IN (SELECT y.report_id FROM reports_survey y WHERE y.at >= %(since)s AND y.at < %(until)s))"""
"""Leaves out cases of before that were finished at the cut-off: what ended last before it has not ended since."""

NO_AREA: Final = ""
"""The key of cases in no regency (at sea), or in no province."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query and its values, ready to be asked or explained."""

    sql: str
    values: dict[str, Any]


def tallies(
    scope: Scope, windows: Mapping[str, Period], cutoff: dt.datetime, groups: Sequence[Group] = ((),), at_once: int = 1
) -> dict[str, dict[Group, dict[Key, Tally]]]:
    """Return the tallies of each window, group and key: the answer to a single question (`answers`)."""
    return answers(scope, [Question(windows, groups)], cutoff, at_once)[0]


def answers(
    scope: Scope, questions: Sequence[Question], cutoff: dt.datetime, at_once: int = 1
) -> list[dict[str, dict[Group, dict[Key, Tally]]]]:
    """Return the tallies of each question, window, group and key, all from one pass over the cases.

    Parameters
    ----------
    cutoff
        Deeds before this moment count.
    at_once
        How many connections share the work, each for a part of the reports: deeds of after the cut-off change nothing,
        so they need not look at the same moment. Inside a transaction it is one.

    Raises
    ------
    ScopeError
        The scope names something that does not exist.
    """
    found: list[dict[str, dict[Group, dict[Key, Tally]]]] = [
        {name: {group: {} for group in question.groups} for name in question.windows} for question in questions
    ]
    keyed = _Keyed(questions)
    at: dict[tuple[Any, ...], list[Tally]] = {}
    for row in _rows(scope, questions, cutoff, at_once):
        place = row[1:-1]
        if place not in at:
            number, window, *values = place
            group, key = keyed.read(number, values)
            names = [window] if window else questions[number].windows
            at[place] = [found[number][name][group].setdefault(key, Tally()) for name in names]
        counted = json.loads(row[-1])
        for tally in at[place]:
            for body in counted if isinstance(counted, list) else [counted]:
                tally.take(row[0], body)
    return found


def _rows(scope: Scope, questions: Sequence[Question], cutoff: dt.datetime, at_once: int) -> Iterator[tuple[Any, ...]]:
    """Give the rows of all families, part by part."""
    if at_once == 1 or connection.in_atomic_block:
        yield from asked(build(scope, questions, cutoff))
    else:
        with ThreadPoolExecutor(at_once) as pool:
            queries = [build(scope, questions, cutoff, part) for part in _parts_of_reports(at_once)]
            for rows in pool.map(_asked_alone, queries):
                yield from rows
    if not (scope.category or scope.theme):
        agencies = agencies_below(scope.agency) if scope.agency else None
        with connection.cursor() as cursor:
            for number, question in enumerate(questions):
                yield from staff_rows(cursor, cutoff, scope.area, agencies, question.groups, number)


def case_ids(scope: Scope, period: Period, cutoff: dt.datetime) -> list[int]:
    """Return the primary keys of the reports of a scope that came in within a period, as measures count them."""
    framed = frame(scope, [period], cutoff)
    chosen = "SELECT f.id FROM fact f WHERE f.received_at >= %(since)s AND f.received_at < %(until)s"
    return [pk for (pk,) in asked(Query(f"WITH {framed.sql} {chosen}", framed.values))]


def asked(query: Query) -> list[tuple[Any, ...]]:
    """Return the rows of a query over cases."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Compiling takes longer than most of these queries; sorting on disk would take longer than all else
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '96MB'")
        cursor.execute(query.sql, query.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute("SET LOCAL jit = DEFAULT; SET LOCAL work_mem = DEFAULT")
    return rows


def _asked_alone(query: Query) -> list[tuple[Any, ...]]:
    """Ask in a thread, whose connection nobody else closes."""
    try:
        return asked(query)
    finally:
        connection.close()


def _parts_of_reports(number: int) -> list[tuple[int, int]]:
    """Return ranges of primary keys with about as many reports each, the upper ends excluded."""
    ends = Report.everything.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"] or 0, (ends["last"] or 0) + 1
    edges = [first + (last - first) * n // number for n in range(number + 1)]
    return list(pairwise(edges))


class _Keyed:
    """Reads columns of keys, which are null where they are summed over; codes of agencies are read once."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.agencies = dict(Agency.objects.values_list("pk", "code"))
        self.groups = [{frozenset(group): group for group in question.groups} for question in questions]

    def read(self, number: int, values: Sequence[Any]) -> tuple[Group, Key]:
        """Return the group of a question and the key of a row; agencies by code instead of primary key."""
        given = {name: value for name, value in zip(KEYS, values, strict=True) if value is not None}
        if "agency" in given:
            given["agency"] = self.agencies[given["agency"]]
        group = self.groups[number][frozenset(given)]
        return group, tuple(given[name] or NO_AREA for name in group)


def build(
    scope: Scope, questions: Sequence[Question], cutoff: dt.datetime, part: tuple[int, int] | None = None
) -> Query:
    """Return the query of `answers`; of a part of the reports, from one primary key to before another."""
    first = Report.everything.aggregate(first=Min("received_at"))["first"] or cutoff
    tables, values = offices(min(first, cutoff).date(), cutoff.date())
    windows = [(number, name, period) for number, one in enumerate(questions) for name, period in one.windows.items()]
    periods = [period for _number, _name, period in windows]
    framed = frame(scope, periods, cutoff, part=part, told=any(question.told for question in questions))
    values |= framed.values | limits()
    values |= {
        "window_of": [number for number, _name, _period in windows],
        "window_names": [name for _number, name, _period in windows],
        "window_since": [period.since for period in periods],
        "window_until": [period.until for period in periods],
    }
    return Query(f"WITH {tables}, {framed.sql}, {spans(part=part is not None)}, {families(questions)}", values)


def frame(
    scope: Scope,
    periods: Sequence[Period],
    cutoff: dt.datetime,
    only: str = "",
    part: tuple[int, int] | None = None,
    told: bool = False,
) -> Query:
    """Return the tables up to `fact`, one row for each case of a scope, to follow WITH (monitoring.counting.cases).

    Parameters
    ----------
    only
        SQL " AND …" on reports `r` that leaves out those of which a query asks nothing.
    told
        Whether `fact` also says what everybody may know (counting.cases.cases).
    """
    edition = scope.in_edition
    if edition is None:
        raise ScopeError("edition", "")
    candidates, kept, narrowed = _narrowed(scope, areas(edition))
    values = areas(edition) | narrowed | VALUES
    values |= {
        "cutoff": cutoff,
        "last_day": (cutoff - dt.timedelta(microseconds=1)).astimezone(timezone.get_default_timezone()).date(),
        "since": min(period.since for period in periods),
        "until": max(period.until for period in periods),
        "finished_states": list(FINISHED_STATES),
        "time_zone": settings.TIME_ZONE,
        "steps": [step.value for step in STEPS],
    }
    values |= dict(zip(("part_from", "part_to"), part or (None, None), strict=True))
    as_filed = scope.basis == Basis.FILED
    facts = cases(
        candidates + WITHIN + only, kept, as_filed=as_filed, part=part is not None, public=scope.public, told=told
    )
    return Query(f"{AREAS}, {facts}", values)


def _narrowed(scope: Scope, lying: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return the SQL that finds candidates, the SQL that keeps those of the scope, and the values of both."""
    candidates, kept = [], []
    values: dict[str, Any] = {"agencies": None, "hidden_states": list(HIDDEN_STATES)}
    if scope.public:
        candidates.append(PUBLIC)
    if scope.area:
        level = _level(scope)
        column = "regencies" if level == Level.REGENCY else "provinces"
        rows = [
            row for row, code in zip(lying["area_rows"], lying[f"area_{column}"], strict=True) if code == scope.area
        ]
        rows += _parted_into(scope.area, level, lying)
        candidates.append(
            "r.id IN (SELECT report_id FROM reports_placerecord WHERE regency_id = ANY(%(scope_rows)s) "
            "UNION ALL SELECT report_id FROM reports_placerecord WHERE province_id = ANY(%(scope_rows)s) "
            "AND regency_id IS NULL)"
        )
        kept.append(f"f.{'regency' if level == Level.REGENCY else 'province'} = %(scope_area)s")
        values |= {"scope_rows": sorted(set(rows)), "scope_area": scope.area}
    if scope.agency:
        values["agencies"] = agencies_below(scope.agency)
        candidates.append(
            "r.id IN (SELECT report_id FROM reports_responsibilityrecord WHERE agency_id = ANY(%(agencies)s) "
            "UNION ALL SELECT id FROM reports_report WHERE agency_id = ANY(%(agencies)s))"
        )
    if scope.category:
        if not Category.objects.filter(pk=scope.category).exists():
            raise ScopeError("category", scope.category)
        kept.append("f.category = %(scope_category)s")
        values["scope_category"] = scope.category
    if scope.theme:
        if not Theme.objects.filter(pk=scope.theme).exists():
            raise ScopeError("theme", scope.theme)
        kept.append("f.theme = %(scope_theme)s")
        values["scope_theme"] = scope.theme
    narrow = "".join(f" AND {condition}" for condition in candidates)
    return narrow, f"WHERE {' AND '.join(kept)}" if kept else "", values


def _level(scope: Scope) -> str:
    found = Area.objects.filter(edition=scope.in_edition, code=scope.area).values_list("level", flat=True).first()
    if found not in (Level.PROVINCE, Level.REGENCY):
        raise ScopeError("area", scope.area)
    return found


def _parted_into(area: str, level: str, lying: Mapping[str, Any]) -> list[int]:
    """Return the rows of areas of which a part lies in an area."""
    codes = dict(Area.objects.filter(pk__in=lying["parted_targets"]).values_list("pk", "code"))
    wanted = {pk for pk, code in codes.items() if code == area or (level == Level.PROVINCE and code[:2] == area)}
    pairs = zip(lying["parted_rows"], lying["parted_targets"], strict=True)
    return [row for row, target in pairs if target in wanted]
