"""Clusters of incidents: read exact places, find clusters, draft the run."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from maps.models import RunAudience, RunKind
from maps.models.hotspots import incidents_seen_by
from maps.runs.counts import Window
from maps.runs.drafts import Draft
from maps.runs.hands import Suspicion
from maps.runs.hands import suspicions as suspicions_among
from maps.runs.scopes import Scope
from maps.selection import Selection, first_day
from maps.statistics import incidents as method
from reports.models import Report
from reports.querysets import HIDDEN_STATES, ReportQuerySet


@dataclass(frozen=True, slots=True)
class Incidents:
    """Columns of equal length: primary key, place (degrees, EPSG:4326), accuracy in metres, day, category.

    `without` counts those whose place is not known, or only as a coarse cell: they are in no cluster.
    """

    pk: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    day: NDArray[np.datetime64]
    category: NDArray[np.str_]
    without: dict[str, int]


def reports_of(audience: str, window: Window) -> ReportQuerySet:
    """Return the reports of some months that an audience may know, none archived."""
    everyones = Report.objects.public() if audience == RunAudience.PUBLIC else Report.objects.all()
    months = Selection(since=first_day(window.since), until=first_day(window.until))
    return months.apply(everyones.exclude(state__in=HIDDEN_STATES))


def read_incidents(audience: str, window: Window) -> Incidents:
    """Return the incidents of some months by the place that an audience may know exactly."""
    public = audience == RunAudience.PUBLIC
    reports = reports_of(audience, window).filter(merged_into=None).order_by("pk")
    column = "public_point" if public else "point"
    exact = reports.filter(**{f"{column}__isnull": False})
    coarse = exact.filter(public_cell_m__isnull=False) if public else exact.none()
    if public:
        exact = exact.filter(public_cell_m=None)
    rows = list(exact.values_list("pk", column, "accuracy_m", "received_at__date", "category"))
    return Incidents(
        pk=np.array([row[0] for row in rows], np.int64),
        lon=np.array([row[1].x for row in rows], np.float64),
        lat=np.array([row[1].y for row in rows], np.float64),
        accuracy_m=np.array([row[2] for row in rows], np.float64),
        day=np.array([row[3] for row in rows], "M8[D]"),
        category=np.array([row[4] for row in rows], np.str_),
        without={"coarse": coarse.count(), "unplaced": reports.filter(Q(**{f"{column}__isnull": True})).count()},
    )


def clustering(found: Incidents, scope: Scope, window: Window, suspicions: list[Suspicion]) -> Draft:
    """HDBSCAN on the incidents of the last twelve months."""
    mine = np.ones(len(found.pk), bool) if scope.codes is None else np.isin(found.category, scope.codes)
    draft = Draft(RunKind.INCIDENTS, scope, window, int(mine.sum()), int(mine.sum()))
    draft.parameters = {
        "min_cluster_size": method.FEWEST, "together_m": method.TOGETHER_M, "widest_m": method.WIDEST_M,
        "alarms": method.ALARMS, "surroundings_m": method.SURROUNDINGS_M, "metric": "haversine",
    }  # fmt: skip
    for code, n in found.without.items():
        if n and scope.codes is None:
            draft.warn(code, n=n)
    if draft.incidents < method.FEWEST:
        return draft.silent("too_few", n=draft.incidents, needed=method.FEWEST)
    clusters = method.find_clusters(
        found.lon[mine], found.lat[mine], found.day[mine], found.category[mine], found.accuracy_m[mine]
    )
    pks = found.pk[mine]
    for cluster in clusters:
        members = pks[cluster.members].tolist()
        draft.clusters.append((cluster, members, tainted(members, suspicions), is_public_campaign(members)))
    draft.cells, draft.summary = len(clusters), {"clusters": len(clusters)}
    if suspected := sum(flag for _cluster, _members, flag, _public in draft.clusters):
        draft.warn("campaign_clusters", n=suspected)
    return draft


def tainted(members: list[int], suspicions: list[Suspicion]) -> bool:
    """Whether a third or more of a cluster is of one campaign that is suspected."""
    return any(one.taints(members) for one in suspicions)


def is_public_campaign(members: list[int]) -> bool:
    """Whether a campaign is suspected in what everybody may know of a cluster, from that alone."""
    public = incidents_seen_by(None).filter(pk__in=members)
    return tainted(list(public.values_list("pk", flat=True)), suspicions_among(public))
