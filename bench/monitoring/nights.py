"""The figures of a night: taken, checked, and some of them counted again by the plainest SQL."""

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from monitoring.models import Snapshot, SnapshotRun, SubjectKind, Window
from monitoring.periods import Period, cutoff_on
from monitoring.snapshots.taking import check, take_all

# A case is where its last row of place before the cut-off has it, and stands as its last row of history says.
_PLAIN: Final = """
    SELECT coalesce(a.code, ''), count(*), count(*) FILTER (WHERE last.state = 'selesai')
    FROM reports_report r
    JOIN LATERAL (SELECT h.state FROM reports_historyentry h WHERE h.report_id = r.id AND h.at < %(cutoff)s
        ORDER BY h.at DESC, h.id DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT p.regency_id FROM reports_placerecord p
        WHERE p.report_id = r.id AND p.edition_id = %(edition)s AND (p.reason = 'filed' OR p.matched_at < %(cutoff)s)
        ORDER BY p.reason = 'filed', p.matched_at DESC, p.id DESC LIMIT 1) p ON true
    LEFT JOIN boundaries_area a ON a.id = p.regency_id
    WHERE NOT r.practice AND r.received_at >= %(since)s AND r.received_at < %(until)s AND r.received_at < %(cutoff)s
    GROUP BY 1"""


@dataclass(frozen=True)
class Night:
    """What the figures of a day took: figures stored, seconds of taking all of them, reports that came in till then.

    `wrong` are figures that reckoning again, or plain SQL, has otherwise; -1 where nobody looked.
    """

    on: dt.date
    reports: int
    figures: int
    seconds: float
    wrong: int = -1


def ordinary() -> dt.date:
    """Return the last day that was over and did not end a month: what most nights take."""
    day = timezone.localdate(timezone=timezone.get_default_timezone()) - dt.timedelta(days=1)
    return day if (day + dt.timedelta(days=1)).day != 1 else day - dt.timedelta(days=1)


def month_end() -> dt.date:
    """Return the last end of a month: a night that takes all windows, categories, and the figures for everybody."""
    return timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1) - dt.timedelta(days=1)


def measure_night(on: dt.date, checked: bool = True) -> Night:
    """Take the figures of a day anew, and hold them against what history says."""
    start = time.perf_counter()
    runs = take_all(on, rebuild=True)
    seconds = time.perf_counter() - start
    wrong = check(on).wrong + unlike_plain(on) if checked else -1
    return Night(on, _reports(on), sum(run.figures for run in runs), seconds, wrong)


def unlike_plain(on: dt.date) -> int:
    """Count the regencies whose kept figures of the last twelve months are not what a plain count says.

    Compared are reports received, and those of them that are closed.
    """
    run = SnapshotRun.objects.get(on=on, public=False)
    period, cutoff = Period.year_until(on), cutoff_on(on)
    values: dict[str, Any] = {
        "cutoff": cutoff, "since": period.since, "until": period.until, "edition": run.edition_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, values)
        plain = {code: (received, closed) for code, received, closed in cursor.fetchall()}
    kept = Snapshot.objects.filter(run=run, kind=SubjectKind.REGENCY, window=Window.YEAR, category="")
    received = dict(kept.filter(measure="received").values_list("subject", "n"))
    closed = {row["subject"]: row["hits"] for row in kept.filter(measure="closed").values("subject", "hits")}
    ours: dict[str, Any] = {code: (n, closed.get(code) or 0) for code, n in received.items()}
    return sum(ours.get(code) != plain.get(code) for code in ours.keys() | plain.keys())


def _reports(on: dt.date) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_report WHERE received_at < %s", [cutoff_on(on)])
        return int(cursor.fetchone()[0])
