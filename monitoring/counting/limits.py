"""How long each step may take, as a table of a query: what reports.deadlines says for every kind of case and day."""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise, product
from typing import Any, Final

from reports.deadlines import NoDeadlineError, deadline, deadlines_by_id
from reports.models import Deadline, ReportKind, Urgency

STEPS: Final = (Deadline.Step.VERIFY, Deadline.Step.FOLLOW_UP, Deadline.Step.ANSWER)
"""The steps that an agency owes. The reporter's own time is no duty of anybody's."""

LIMITS: Final = """
allowed AS MATERIALIZED (
    SELECT * FROM unnest(%(limit_steps)s::text[], %(limit_kinds)s::text[], %(limit_misconducts)s::bool[],
        %(limit_urgencies)s::text[], %(limit_since)s::date[], %(limit_until)s::date[], %(limit_days)s::int4[],
        %(limit_hours)s::int4[]) AS a (step, kind, misconduct, urgency, since, until, days, hours))"""


def limits() -> dict[str, Any]:
    """Return the values of LIMITS: for each kind of case the deadline of each step, from day to day (until excluded).

    Between two days on which some deadline begins or ends nothing changes, so one question for each stretch will do.
    """
    columns: dict[str, list[Any]] = {
        name: [] for name in ("steps", "kinds", "misconducts", "urgencies", "since", "until", "days", "hours")
    }
    rows = deadlines_by_id().values()
    stretches = _stretches(rows)
    for step, kind, misconduct, urgency in product(STEPS, ReportKind, (False, True), Urgency):
        for since, until in stretches:
            try:
                row = deadline(kind, since, misconduct, step, urgency, among=rows)
            except NoDeadlineError:
                continue
            values = (step.value, kind.value, misconduct, urgency.value, since, until, row.days, row.hours)
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    return {f"limit_{name}": values for name, values in columns.items()}


def _stretches(rows: Iterable[Deadline]) -> list[tuple[dt.date, dt.date]]:
    days = {day for row in rows for day in (row.valid_from, row.valid_to) if day is not None}
    edges = sorted({dt.date.min, *days, dt.date.max})
    return list(pairwise(edges))
