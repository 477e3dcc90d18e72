"""Note what a run found: which hotspots go on, begin, split, join, cool or flare up."""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone

from maps.hotspot.matching import Fate, Known, match
from maps.hotspot.naming import name_of
from maps.hotspot.standing import FLARES, has_cooled
from maps.hotspot.writing import day_of, standing_of_hotspot, write_down
from maps.models import Hotspot, HotspotMember, HotspotReading, HotspotStanding, Run, RunCluster, RunKind
from maps.models.hotspots import FEWEST_SEEN
from reports.models import Report
from reports.querysets import HIDDEN_STATES, ReportQuerySet

LOCK: Final = 6408_0005
"""Advisory lock of whoever notes clusters: one at a time."""
_TAKEN_ALONG = ("agency_id", "officer_id", "action", "target_on", "taken_up_at")
_OVERLAPS = """
    SELECT h.id, c.place, ST_Area(ST_Intersection(h.hull, c.hull)) / least(ST_Area(h.hull), ST_Area(c.hull))
    FROM maps_hotspot h JOIN maps_runcluster c ON h.hull && c.hull AND ST_Intersects(h.hull, c.hull)
    WHERE c.run_id = %s AND h.id = ANY(%s)
"""


@dataclass(slots=True)
class Noted:
    """How many hotspots a run found anew, found again, joined, saw cool and saw flare up."""

    found: int = 0
    again: int = 0
    joined: int = 0
    cooled: int = 0
    flared: int = 0


@transaction.atomic
def note_clusters(run: Run) -> Noted:
    """Bring the hotspots of a run's theme in line with its clusters; a run that was noted before changes nothing.

    Parameters
    ----------
    run
        A run of RunKind.INCIDENTS with its clusters stored, over all incidents: of each hotspot a viewer then sees as
        much as they may know (maps.hotspot.seeing). Runs follow each other in the order in which they were made.

    Returns
    -------
    Noted
        What became of them.

    Raises
    ------
    ValueError
        The run is of another kind.
    """
    if run.kind != RunKind.INCIDENTS:
        raise ValueError(f"run {run.pk} is of kind {run.kind}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not run.enough or HotspotReading.objects.filter(run=run).exists():
        return Noted()
    known = list(Hotspot.objects.select_for_update().filter(theme=run.theme, joined_to=None, found_at__lte=run.made_at))
    return _Noting(run, known).note()


class _Noting:
    """One run at work on the hotspots of its theme."""

    def __init__(self, run: Run, known: list[Hotspot]) -> None:
        self.run, self.at = run, run.made_at
        self.on = day_of(run.made_at)
        self.hotspots = {hotspot.pk: hotspot for hotspot in known}
        self.clusters = list(run.clusters.order_by("place"))
        self.noted = Noted()

    def note(self) -> Noted:
        core = _core(self.hotspots)
        taken_up = {key for key, one in self.hotspots.items() if one.agency_id and one.cooled_at is None}
        known = [Known(key, core.get(key, frozenset()), key in taken_up) for key in sorted(self.hotspots)]
        found = match(known, [_incidents(cluster.reports) for cluster in self.clusters], self._overlaps())
        for cluster, fate in zip(self.clusters, found.fates, strict=True):
            self._follow(cluster, fate)
        for key, reports in found.apart.items():
            self.hotspots[key].clustered_at = self.at
            self._read(self.hotspots[key], reports, gathered=True)
        for key in found.gone:
            self._read(self.hotspots[key], core.get(key, frozenset()), gathered=False)
        return self.noted

    def _overlaps(self) -> dict[tuple[int, int], float]:
        places = {cluster.place: index for index, cluster in enumerate(self.clusters)}
        with connection.cursor() as cursor:
            cursor.execute(_OVERLAPS, [self.run.pk, list(self.hotspots)])
            return {(key, places[place]): part for key, place, part in cursor.fetchall()}

    def _follow(self, cluster: RunCluster, fate: Fate) -> None:
        """Let a cluster go on as the hotspot that it is, or begin one."""
        if fate.hotspot is not None:
            hotspot = self.hotspots[fate.hotspot]
            hotspot.hull, hotspot.clustered_at = cluster.hull, self.at
            hotspot.alarms, hotspot.campaign = cluster.alarms, cluster.campaign
            hotspot.campaign_public = cluster.campaign_public
            self.noted.again += 1
        elif not fate.reports or has_cooled(cluster.last_on, self.on, self.on):
            return  # it was over before anybody saw it
        else:
            hotspot = self._begin(cluster, fate)
        for key in fate.joined:
            self._join(self.hotspots[key], hotspot)
        self._read(hotspot, fate.reports, gathered=True)

    def _begin(self, cluster: RunCluster, fate: Fate) -> Hotspot:
        origin = self.hotspots.get(fate.split_from or 0)
        hotspot = Hotspot(
            number=_number(),
            theme=self.run.theme,
            category_id=cluster.category,
            hull=cluster.hull,
            centre=cluster.middle,
            n=cluster.n,
            first_on=cluster.first_on,
            last_on=cluster.last_on,
            alarms=cluster.alarms,
            campaign=cluster.campaign,
            campaign_public=cluster.campaign_public,
            found_at=self.at,
            clustered_at=self.at,
            standing=HotspotStanding.NEW,
            split_from=origin,
        )
        if origin is not None and origin.agency_id and origin.cooled_at is None:
            for column in _TAKEN_ALONG:  # whoever acts on the whole acts on its parts
                setattr(hotspot, column, getattr(origin, column))
        hotspot.save()
        data = {"run": self.run.pk, **({"from": origin.number} if origin else {})}
        write_down(hotspot, "split" if origin else "found", self.at, agency=hotspot.agency_id, before="", data=data)
        self.noted.found += 1
        return hotspot

    def _join(self, hotspot: Hotspot, into: Hotspot) -> None:
        hotspot.joined_to = into
        hotspot.save(update_fields=["joined_to"])
        hotspot.members.current().update(until=self.at)
        data = {"run": self.run.pk, "into": into.number}
        write_down(hotspot, "joined", self.at, agency=hotspot.agency_id, before=hotspot.standing, data=data)
        self.noted.joined += 1

    def _read(self, hotspot: Hotspot, core: Iterable[int], *, gathered: bool) -> None:
        """Bring members, figures, name and standing up to date, and keep the reading."""
        members = _keep_members(hotspot, frozenset(core), self.run, self.at)
        rows = list(_told(members).values_list("received_at", "category_id"))
        days = sorted(day_of(at) for at, _code in rows)
        if rows:
            kinds = Counter(code for _at, code in rows)
            hotspot.category_id = min(kinds, key=lambda code: (-kinds[code], code))
            hotspot.n, hotspot.first_on, hotspot.last_on = len(rows), days[0], days[-1]
            for column, value in name_of(sorted(members), FEWEST_SEEN).columns().items():
                setattr(hotspot, column, value)
        hotspot.centre = _middle(hotspot)
        self._settle(hotspot, [at for at, _code in rows], gathered=gathered)
        hotspot.save()
        HotspotReading.objects.create(
            hotspot=hotspot,
            run=self.run,
            at=self.at,
            n=len(rows),
            last_30=sum(day > self.on - dt.timedelta(days=30) for day in days),
            last_90=sum(day > self.on - dt.timedelta(days=90) for day in days),
            gathered=gathered,
            alarms=hotspot.alarms if gathered else None,
        )

    def _settle(self, hotspot: Hotspot, times: list[dt.datetime], *, gathered: bool) -> None:
        """See whether it has cooled by itself or flared up, and where it stands."""
        before, verb = hotspot.standing, ""
        if hotspot.cooled_at is not None:
            since = sum(at > hotspot.cooled_at for at in times)
            if gathered and since >= FLARES:
                hotspot.cooled_at, verb = None, "flared_up"
                self.noted.flared += 1
        elif has_cooled(hotspot.last_on, day_of(hotspot.clustered_at), self.on):
            hotspot.cooled_at, verb = self.at, "cooled"
            self.noted.cooled += 1
        hotspot.standing = standing_of_hotspot(hotspot, hotspot.last_on, self.on)
        if verb:
            write_down(hotspot, verb, self.at, agency=hotspot.agency_id, before=before, data={"run": self.run.pk})


def _core(hotspots: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return the incidents of each hotspot's cluster, by its key."""
    found: dict[int, set[int]] = {}
    rows = HotspotMember.objects.current().filter(hotspot__in=list(hotspots), core=True)
    for key, report in rows.values_list("hotspot_id", "report_id"):
        found.setdefault(key, set()).add(report)
    return {key: frozenset(reports) for key, reports in found.items()}


def _told(reports: Iterable[int]) -> ReportQuerySet:
    """Return those of some reports that are incidents of their own now."""
    return Report.objects.filter(pk__in=list(reports), merged_into=None).exclude(state__in=HIDDEN_STATES)


def _incidents(reports: Iterable[int]) -> frozenset[int]:
    return frozenset(_told(reports).values_list("pk", flat=True))


def _keep_members(hotspot: Hotspot, core: frozenset[int], run: Run, at: dt.datetime) -> set[int]:
    """Let in what belongs to a hotspot now and let go what does not; return its members.

    To it belong the incidents of its cluster, and those of its theme inside its outline that are of no other hotspot.
    """
    current = {member.report_id: member for member in hotspot.members.current()}
    inside = _inside(hotspot, run, [*current, *core])
    wanted = core | inside
    others = HotspotMember.objects.current().filter(report__in=wanted, hotspot__theme=hotspot.theme)
    others = others.exclude(hotspot=hotspot)
    others.filter(report__in=core).update(until=at)
    wanted -= set(others.filter(report__in=inside - core).values_list("report_id", flat=True))
    hotspot.members.current().filter(report__in=current.keys() - wanted).update(until=at)
    HotspotMember.objects.bulk_create(
        HotspotMember(hotspot=hotspot, report_id=report, core=report in core, since=at)
        for report in sorted(wanted - current.keys())
    )
    kept = wanted & current.keys()
    for is_core, reports in ((True, kept & core), (False, kept - core)):
        hotspot.members.current().filter(report__in=reports).exclude(core=is_core).update(core=is_core)
    return set(wanted)


def _inside(hotspot: Hotspot, run: Run, known: list[int]) -> frozenset[int]:
    """Return incidents inside the outline: those known already, and others since the beginning of the run."""
    begin = timezone.make_aware(dt.datetime.combine(run.since, dt.time.min), timezone.get_default_timezone())
    found = Report.objects.filter(point__coveredby=hotspot.hull, merged_into=None).exclude(state__in=HIDDEN_STATES)
    if hotspot.theme:
        found = found.filter(category__theme=hotspot.theme)
    new = found.filter(received_at__gte=begin, received_at__lte=run.made_at).values_list("pk", flat=True)
    return frozenset(new) | frozenset(found.filter(pk__in=known).values_list("pk", flat=True))


def _middle(hotspot: Hotspot) -> Point:
    """Return a point inside the outline, nearest to its middle."""
    middle: Any = hotspot.hull.centroid
    return middle if hotspot.hull.contains(middle) else hotspot.hull.point_on_surface


def _number() -> int:
    """Return a number that no hotspot has: drawn, for numbers in order would tell how many the public does not see."""
    while True:
        number = 10_000 + secrets.randbelow(90_000)
        if not Hotspot.objects.filter(number=number).exists():
            return number
