"""Read what was kept: a series, and the figures of last night."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from monitoring.measures import Figure
from monitoring.models import Snapshot, SnapshotRun, SubjectKind, Window
from monitoring.periods import cutoff_on


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series: as of the end of a day, under the areas of an edition (by its row)."""

    on: dt.date
    edition: int
    figure: Figure


def trend(
    kind: SubjectKind,
    subject: str,
    measures: Iterable[str],
    window: Window = Window.YEAR,
    category: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    public: bool = False,
) -> dict[str, list[Point]]:
    """Return the series of measures of a subject as of ends of months, the oldest first.

    Of all cases, for staff of the scope (monitoring.policies.view_of); `public`: those that everybody may see.
    Where two points are of different editions the subject's area may be another one: charts say so there. A month in
    which there was nothing to measure is not there.
    """
    rows = Snapshot.objects.filter(
        run__kept=True,
        run__public=public,
        kind=kind,
        subject=subject,
        window=window,
        category=category,
        measure__in=list(measures),
    ).select_related("run")
    if since is not None:
        rows = rows.filter(run__on__gte=since)
    if until is not None:
        rows = rows.filter(run__on__lte=until)
    found: dict[str, list[Point]] = defaultdict(list)
    for row in rows.order_by("run__on"):
        found[row.measure].append(Point(row.run.on, row.run.edition_id, figure_of(row)))
    return dict(found)


def latest(
    kind: SubjectKind, measure: str, window: Window = Window.YEAR, public: bool = False
) -> tuple[SnapshotRun, dict[str, Figure]] | None:
    """Return the last run and, by subject, the figures of a measure, for a league or a map; None before the first."""
    run = SnapshotRun.objects.filter(public=public).order_by("-on").first()
    if run is None:
        return None
    rows = Snapshot.objects.filter(run=run, kind=kind, window=window, measure=measure, category="").select_related(
        "run"
    )
    return run, {row.subject: figure_of(row) for row in rows}


def figure_of(row: Snapshot) -> Figure:
    """Return a stored figure; its parts and the words of why it has no value are not kept."""
    return Figure(
        measure=row.measure, n=row.n, cutoff=cutoff_on(row.run.on), value=row.value, hits=row.hits, low=row.low,
        high=row.high, band=row.band, provisional=row.provisional,
    )  # fmt: skip
