"""The tallies: how many cases of each group are what measures ask about. One row a group, a window and a family.

Everything here adds up: the tallies of a province are the sums of those of its regencies, whatever is made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitoring.counting.question import Question
from reports.models import UNSUR

# What is counted of all reports of a window, each under its name: SQL on a `fact` f.
COUNTED: Final = {
    "received": "true",
    "duplicates": "f.duplicate",
    "verified": "f.verified",
    "cohort": "f.verified AND NOT f.duplicate",
    "alone": "NOT f.duplicate",
    "followed_up": "f.standing IN ('ditindaklanjuti', 'menunggu_pelapor', 'selesai')",
    "closed": "f.state = 'selesai'",
    "closed_confirmed": "f.state = 'selesai' AND f.confirmed_at = f.ended_at",
    "closed_by_agency": "f.state = 'selesai' AND f.closed_by_agency_at = f.ended_at",
    "closed_silent": "f.state = 'selesai' AND f.closed_silent_at = f.ended_at",
    "answered": "f.answered_at IS NOT NULL",
    "contested": "f.answered_at IS NOT NULL AND f.contested",
    "ever_closed": "f.ended_at IS NOT NULL",
    "reopened": "f.ended_at IS NOT NULL AND f.reopened",
    "transferred": "f.transfers > 0",
    "misdirected": "f.misdirected",
    "archived": "f.state = 'diarsipkan'",
    "checkable": "f.verified OR f.check_days > 3",
    "checked_in_time": "f.verified AND f.check_days <= 3",
    "anonymous": "f.anonymous",
    "unplaced": "f.unplaced",
    "doubtful": "f.doubtful",
    "crossing": "f.crossing",
}

# Cohorts: which of the reports each of the above is counted of. "" means all, duplicates among them.
_VERIFIED, _ALONE = "f.verified AND NOT f.duplicate", "NOT f.duplicate"
_OF: Final = {
    "received": "",
    "duplicates": "",
    "verified": _ALONE,
    "cohort": "",
    "alone": "",
    "archived": _ALONE,
    "checkable": _ALONE,
    "checked_in_time": _ALONE,
    "anonymous": _ALONE,
    "unplaced": _ALONE,
    "doubtful": _ALONE,
    "crossing": _ALONE,
}

KEYS: Final = ("province", "regency", "agency", "theme", "category", "month", "channel")
"""What tallies can be grouped by, in the order in which their keys are returned."""

_TYPES: Final = {"agency": "int8"}

BANDS: Final = (7, 14, 30, 60, 90)
"""Days after receipt at which the bands of the backlog end; the last is open."""

_AGE: Final = (
    "CASE "
    + " ".join(f"WHEN age <= {days} THEN '{band}'" for band, days in enumerate(BANDS))
    + f" ELSE '{len(BANDS)}' END"
)

_WINDOWS: Final = """
window_of AS MATERIALIZED (
    SELECT * FROM unnest(%(window_of)s::int4[], %(window_names)s::text[], %(window_since)s::timestamptz[],
        %(window_until)s::timestamptz[]) AS w (question, name, since, until)),
seen AS MATERIALIZED (
    SELECT f.*, greatest(f.confirmed_at, f.closed_by_agency_at, f.closed_silent_at) AS ended_at, p.days AS check_days
    FROM fact f LEFT JOIN (SELECT report, max(days) AS days FROM passed WHERE what = 'check' GROUP BY report) p
        ON p.report = f.id)"""

_IN_WINDOW: Final = "window_of w ON w.question = {number} AND f.received_at >= w.since AND f.received_at < w.until"
NO_WINDOW: Final = "''"
_MINE: Final = "(%(agencies)s::int8[] IS NULL OR f.agency = ANY(%(agencies)s))"
_OWED: Final = "(%(agencies)s::int8[] IS NULL OR j.agency = ANY(%(agencies)s))"


def _counts() -> str:
    of = {name: _OF.get(name, _VERIFIED) for name in COUNTED}
    return ", ".join(
        f"'{name}', count(*) FILTER (WHERE {f'({of[name]}) AND ' if of[name] else ''}({condition}))"
        for name, condition in COUNTED.items()
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the number by which its windows are known."""

    number: int
    question: Question

    @property
    def in_window(self) -> str:
        return _IN_WINDOW.format(number=self.number)

    @property
    def mine(self) -> str:
        """Conditions on a `fact` f: of the agencies that are asked for, and where that is asked, told to everybody."""
        return _MINE + self.told

    @property
    def told(self) -> str:
        return " AND f.told" if self.question.told else ""

    @property
    def keys(self) -> list[str]:
        """The keys by which any of the groups is grouped."""
        return [key for key in KEYS if any(key in group for group in self.question.groups)]

    def column(self, key: str) -> str:
        """Return the SQL of a key of a `fact` f."""
        return f"f.told_{key}" if self.question.told and key in ("province", "regency") else f"f.{key}"


def _family(name: str, body: str, source: str, asked: _Asked, *, by: str = "", window: str = "w.name") -> str:
    """Return a query of one row a group: family, number of the question, window, the keys, and what was counted.

    Keys are null where summed over. `by` are further columns to group by, which `body` tells: a list of bodies then.
    """
    columns = {key: f"NULL::{_TYPES.get(key, 'text')}" for key in KEYS} | {key: asked.column(key) for key in asked.keys}
    keys = ", ".join(f"{column} AS {key}" for key, column in columns.items())
    sets = ", ".join(f"({', '.join(columns[key] for key in group)})" for group in asked.question.groups)
    terms = [term for term in (window if window != NO_WINDOW else "", by, f"GROUPING SETS ({sets})") if term]
    query = f"SELECT {window} AS given, {keys}, {body} AS body FROM {source} GROUP BY {', '.join(terms)}"  # noqa: S608
    told = f"'{name}', {asked.number}, given, {', '.join(KEYS)}"
    if not by:
        return f"SELECT {told}, body FROM ({query}) {name}"  # noqa: S608
    return f"SELECT {told}, jsonb_agg(body) FROM ({query}) {name} GROUP BY given, {', '.join(KEYS)}"  # noqa: S608


def _steps(asked: _Asked) -> str:
    """Return the query of steps: counted by all keys at once first, for sorting each of them for each group is slow."""
    keys = "".join(f", {'j.agency' if key == 'agency' else asked.column(key)} AS {key}" for key in asked.keys)
    source = f"""(
        SELECT w.name AS given, j.step, j.met{keys}, count(*) AS n
        FROM judged j JOIN seen f ON f.id = j.report JOIN {asked.in_window}
        WHERE {_OWED}{asked.told} AND NOT f.duplicate AND (f.verified OR j.step = 'verify')
        GROUP BY w.name, j.step, j.met{"".join(f", {number}" for number in range(4, 4 + len(asked.keys)))}) f"""  # noqa: S608
    body = "jsonb_build_object('step', f.step, 'met', f.met, 'n', sum(f.n))"
    summed = _Asked(asked.number, replace(asked.question, told=False))
    return _family("steps", body, source, summed, by="f.step, f.met", window="f.given")


def _parts(name: str, value: str, source: str, asked: _Asked) -> str:
    """Return a query of a row a group and value: how many cases have it."""
    body = "jsonb_build_object('part', f.part, 'n', count(*))"
    valued = f"(SELECT f.*, {value} AS part FROM {source}) f"  # noqa: S608 - our own names
    return _family(name, body, f"{valued} JOIN {asked.in_window}", asked, by="f.part")


def _survey() -> str:
    complete = " AND ".join(f"y.{name} IS NOT NULL" for name in UNSUR)
    total = " + ".join(f"y.{name}" for name in UNSUR)
    columns = ["'n', count(*)", f"'complete', count(*) FILTER (WHERE {complete})"]
    columns += [f"'total', sum({total})", f"'squares', sum(({total}) * ({total}))"]
    for name in UNSUR:
        columns += [f"'{name}', sum(y.{name})", f"'{name}_n', count(y.{name})"]
        columns += [f"'{name}_complete', sum(y.{name}) FILTER (WHERE {complete})"]
    columns += [f"'solved_{given}', count(*) FILTER (WHERE y.solved = '{given}')" for given in ("yes", "partly", "no")]
    return f"jsonb_build_object({', '.join(columns)})"


_REASON: Final = """CASE WHEN f.archived_at = f.ended_aside_at THEN coalesce(nullif(reason.given, ''), 'none')
    ELSE 'withdrawn' END"""
_REASONS: Final = """seen f LEFT JOIN LATERAL (
    SELECT h.data ->> 'reason' AS given FROM reports_historyentry h
    WHERE h.report_id = f.id AND h.verb = 'archive' AND h.at = f.ended_aside_at ORDER BY h.id DESC LIMIT 1) reason
    ON f.archived_at = f.ended_aside_at WHERE f.state = 'diarsipkan' AND NOT f.duplicate"""

_GIVEN: Final = """reports_survey y JOIN seen f ON f.id = y.report_id AND y.at < %(cutoff)s
    JOIN window_of w ON w.question = {number} AND y.at >= w.since AND y.at < w.until"""

_WAITING: Final = """(SELECT f.*, (%(last_day)s::date - (f.received_at AT TIME ZONE %(time_zone)s)::date) AS age,
        late.report IS NOT NULL AS late,
        (f.doubtful OR coalesce(d.confirm, false)) AS unconfirmed
    FROM seen f
    LEFT JOIN (SELECT DISTINCT j.report FROM judged j WHERE j.running) late ON late.report = f.id
    LEFT JOIN LATERAL (
        SELECT d.confirm FROM reports_responsibilityrecord d
        WHERE d.report_id = f.id AND (d.reason = 'filed' OR d.decided_at < %(cutoff)s)
        ORDER BY (d.reason = 'filed'), d.decided_at DESC, d.id DESC LIMIT 1) d ON true
    WHERE f.state = ANY(%(open_states)s)) f"""

_STANDING: Final = (
    "jsonb_build_object('open', count(*), 'late', count(*) FILTER (WHERE f.late), 'unconfirmed', "
    "count(*) FILTER (WHERE f.unconfirmed), 'unconfirmed_late', count(*) FILTER (WHERE f.unconfirmed AND f.age > 7), "
    + ", ".join(
        f"'age_{band}', count(*) FILTER (WHERE {_AGE.replace('age', 'f.age')} = '{band}')"
        for band in range(len(BANDS) + 1)
    )
    + ")"
)


def families(questions: Sequence[Question]) -> str:
    """Return the windows and all families of tallies of cases, to follow `fact` and `spans()`.

    Rows bear the number of their question, by its place among all; all of them come from one pass over the cases.
    """
    queries = [query for number, one in enumerate(questions) for query in _families(_Asked(number, one))]
    return f"{_WINDOWS} {' UNION ALL '.join(queries)}"


def _families(asked: _Asked) -> list[str]:
    mine = f"seen f JOIN {asked.in_window} WHERE {asked.mine}"
    answers = "(SELECT report, max(days) AS days FROM passed WHERE what = 'answer' GROUP BY report)"
    speed = f"seen f JOIN {asked.in_window} JOIN {answers} s ON s.report = f.id WHERE {asked.mine}"
    given = _GIVEN.format(number=asked.number)
    counts = f"jsonb_build_object({_counts()}, 'transfers', sum(f.transfers) FILTER (WHERE {_VERIFIED}))"
    by_days = "jsonb_build_object('days', s.days, 'answered', f.answered_at IS NOT NULL, 'n', count(*))"
    return [
        _family("cases", counts, mine, asked),
        _family("speed", by_days, f"{speed} AND {_VERIFIED}", asked, by="s.days, f.answered_at IS NOT NULL"),
        _steps(asked),
        _family("survey", _survey(), f"{given} WHERE {asked.mine}", asked),
        _family("backlog", _STANDING, f"{_WAITING} WHERE {asked.mine}", asked, window=NO_WINDOW),
        _parts("archive", _REASON, f"{_REASONS} AND {asked.mine}", asked),
        _parts("channel", "f.channel", f"seen f WHERE {asked.mine}", asked),
        _parts("kind", "f.kind", f"seen f WHERE {asked.mine}", asked),
    ]
