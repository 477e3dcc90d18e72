"""Who serves a place on a date: every agency in memory, looked up by kind, level and area, with the way upwards.

A look-up is a few reads of dictionaries, for it is asked once for every report that is filed or assigned anew.
"""

import datetime as dt
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.checks import LAST_RESORT
from accounts.models import Agency, AgencyKind
from accounts.models.agencies import seat
from accounts.tiers import Tier

_UPWARDS = (Tier.REGENCY.value, Tier.PROVINCE.value, Tier.CENTRAL.value)
_REMEMBERED = 200_000
"""Answers that a directory remembers at most."""


class NoLastResortError(LookupError):
    """There is no agency of kind NASIONAL: load_agencies has not been run."""

    def __init__(self, on: dt.date) -> None:
        super().__init__(f"no agency of kind {LAST_RESORT} for {on.isoformat()}; run load_agencies")


@dataclass(frozen=True, slots=True)
class AgencyRef:
    """An agency as it is on the directory's date. `institution` is the name of the top of its tree on that date.

    `area` is the area it sits in, see accounts.models.Agency.area.
    """

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    tier: str
    phone: str = field(compare=False)
    time_zone: str = field(compare=False)
    institution: str = field(compare=False)
    area: str = field(compare=False, default="")

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"code": self.code, "name": self.name, "kind": self.kind, "level": self.tier}


@dataclass(frozen=True, slots=True)
class Found:
    """The agency that serves, and what was looked for in vain before: (kind, tier), in the order tried."""

    agency: AgencyRef
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One stored agency."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    tier: str
    parent: int | None
    area_codes: list[str]
    overlay_keys: list[str]
    valid_from: dt.date | None
    valid_to: dt.date | None
    phone: str
    time_zone: str

    def in_force(self, on: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """All agencies as stored at one moment."""

    rows: dict[int, _Row]
    above: dict[str, str | None]
    replaces: dict[int, tuple[int, ...]]
    days: list[dt.date]

    @classmethod
    def read(cls) -> "_Snapshot":
        columns = (
            "id code name name_en kind_id tier parent_id area_codes overlay_keys valid_from valid_to phone time_zone"
        )
        rows: dict[int, _Row] = {}
        for values in Agency.objects.order_by("code").values_list(*columns.split()):
            rows[values[0]] = _Row(*values)
        replaces: dict[int, tuple[int, ...]] = defaultdict(tuple)
        links = Agency.replaces.through.objects.order_by("to_agency__code")
        for successor, predecessor in links.values_list("from_agency_id", "to_agency_id"):
            replaces[successor] += (predecessor,)
        days = {day for row in rows.values() for day in (row.valid_from, row.valid_to) if day}
        return cls(rows, dict(AgencyKind.objects.values_list("code", "above_id")), dict(replaces), sorted(days))


class Directory:
    """The agencies in force on a date. Immutable; get one from `Directory.on`.

    Where several agencies would do, the one that serves the more specific ground wins: an overlay before a regency
    before a province before the nation; then the one that serves fewer areas; then the lower code.
    """

    def __init__(self, snapshot: _Snapshot, day: dt.date) -> None:
        self.day = day
        self._snapshot = snapshot
        self._now: dict[tuple[str, str], dict[str, _Row]] = defaultdict(dict)
        self._later: dict[tuple[str, str], dict[str, _Row]] = defaultdict(dict)
        self._refs: dict[int, AgencyRef] = {}
        self._found: dict[tuple[Any, ...], Found] = {}
        rows = sorted(snapshot.rows.values(), key=lambda row: (len(row.area_codes) + len(row.overlay_keys), row.code))
        for row in rows:
            if row.in_force(day):
                table = self._now
            elif row.valid_from and row.valid_from > day:
                table = self._later
            else:
                continue
            for key in (*row.area_codes, *row.overlay_keys):
                table[row.kind, row.tier].setdefault(key, row)
        self._tiers: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._tiers[row.kind].add(row.tier)

    @classmethod
    def on(cls, on: dt.date | None = None) -> "Directory":
        """Return the directory of a date (today when None); what administrators change is seen within seconds."""
        return _cache.directory(on or timezone.localdate())

    def find(
        self, kind: str, tier: str, *, regency: str | None, province: str | None, overlays: Iterable[str] = ()
    ) -> Found:
        """Return the agency of a kind and tier that serves a place, or whoever stands in for it.

        Where there is none: the same kind one tier up and so on, then the kind above it (AgencyKind.above) from the
        tier asked for upwards, and so on; in the end the national desk.

        Parameters
        ----------
        regency, province
            Codes in the edition of boundaries that is in force on the date; None at sea or abroad.
        overlays
            Keys ("kind:code") of the overlays at the place.

        Raises
        ------
        NoLastResortError
            Not even the national desk is there.
        """
        overlays = tuple(overlays)
        key = (kind, tier, regency, province, overlays)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[key] = self._find(kind, tier, (*overlays, regency, province, Agency.NATION))
        return found

    def exact(
        self, kind: str, tier: str, *, regency: str | None, province: str | None, overlays: Iterable[str] = ()
    ) -> AgencyRef | None:
        """Return the agency of just this kind and tier, or None. One that began later is read as whom it replaced."""
        return self._exact(kind, tier, (*overlays, regency, province, Agency.NATION))

    def get(self, code: str) -> AgencyRef | None:
        """Return the agency with a code, or None where it is not in force."""
        return next((self._ref(row) for row in self._in_force() if row.code == code), None)

    def by_id(self, pk: int) -> AgencyRef | None:
        """Return the agency with a primary key, in force or not; None where there is none."""
        row = self._snapshot.rows.get(pk)
        return None if row is None else self._ref(row)

    def serving(self, *keys: str) -> list[AgencyRef]:
        """Return all agencies in force that serve one of these areas or overlays, by tier, kind and code."""
        wanted = set(keys)
        rows = [row for row in self._in_force() if wanted.intersection((*row.area_codes, *row.overlay_keys))]
        return [self._ref(row) for row in sorted(rows, key=lambda row: (_UPWARDS.index(row.tier), row.kind, row.code))]

    def _in_force(self) -> Iterator[_Row]:
        return (row for row in self._snapshot.rows.values() if row.in_force(self.day))

    def _find(self, kind: str, tier: str, keys: tuple[str | None, ...]) -> Found:
        missing: list[tuple[str, str]] = []
        tried: set[str] = set()
        current: str | None = kind
        while current and current not in tried:  # kinds above one another in a circle end at the last resort too
            tried.add(current)
            for step in _UPWARDS[_UPWARDS.index(tier) :]:
                agency = self._exact(current, step, keys)
                if agency:
                    return Found(agency, tuple(missing))
                if (current, step) == (kind, tier) or step in self._tiers.get(current, ()):
                    missing.append((current, step))
            current = self._snapshot.above.get(current)
        return Found(self._last_resort(), tuple(missing))

    def _last_resort(self) -> AgencyRef:
        """The national desk; also one that somebody ended past all checks, for every report must go to someone."""
        desk = self._exact(LAST_RESORT, Tier.CENTRAL, (Agency.NATION,))
        if desk is None:
            row = next((row for row in self._snapshot.rows.values() if row.kind == LAST_RESORT), None)
            if row is None:
                raise NoLastResortError(self.day)
            desk = self._ref(row)
        return desk

    def _exact(self, kind: str, tier: str, keys: tuple[str | None, ...]) -> AgencyRef | None:
        now, later = self._now.get((kind, tier), {}), self._later.get((kind, tier), {})
        for key in keys:
            if key and (row := now.get(key)):
                return self._ref(row)
        for key in keys:
            if key and key in later and (row := self._predecessor(later[key])):
                return self._ref(row)
        return None

    def _predecessor(self, row: _Row) -> _Row | None:
        """Return whom an agency that begins later took over from and who is in force, however many steps back."""
        waiting, seen = list(self._snapshot.replaces.get(row.id, ())), {row.id}
        while waiting:
            one = self._snapshot.rows[waiting.pop(0)]
            if one.id in seen:
                continue
            seen.add(one.id)
            if one.in_force(self.day):
                return one
            waiting.extend(self._snapshot.replaces.get(one.id, ()))
        return None

    def _ref(self, row: _Row) -> AgencyRef:
        ref = self._refs.get(row.id)
        if ref is None:
            ref = self._refs[row.id] = AgencyRef(
                id=row.id,
                code=row.code,
                name=row.name,
                name_en=row.name_en or row.name,
                kind=row.kind,
                tier=row.tier,
                phone=row.phone,
                time_zone=row.time_zone,
                institution=self._institution(row),
                area=seat(row.area_codes),
            )
        return ref

    def _institution(self, row: _Row) -> str:
        """The name of the top of the tree, where those that begin later stand for whom they took over from."""
        seen: set[int] = set()
        while row.parent is not None and row.parent not in seen:
            seen.add(row.parent)
            parent = self._snapshot.rows[row.parent]
            row = parent if parent.in_force(self.day) else self._predecessor(parent) or parent
        return row.name


class _Cache:
    """The process's directories: one for each stretch of days on which the same agencies are in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked_at = float("-inf")
        self._state: tuple[Any, ...] = ()
        self._snapshot: _Snapshot | None = None
        self._directories: dict[int, Directory] = {}

    def directory(self, day: dt.date) -> Directory:
        with self._lock:
            snapshot = self._fresh()
            stretch = bisect_right(snapshot.days, day)
            if stretch not in self._directories:
                self._directories[stretch] = Directory(snapshot, day)
            return self._directories[stretch]

    def _fresh(self) -> _Snapshot:
        now = time.monotonic()
        if self._snapshot is None or now - self._checked_at >= settings.EDITION_CHECK_SECONDS:
            state = _stored_state()
            if self._snapshot is None or state != self._state:
                self._snapshot, self._state, self._directories = _Snapshot.read(), state, {}
            self._checked_at = now
        return self._snapshot


def _stored_state() -> tuple[Any, ...]:
    """What differs whenever agencies, their kinds or their succession differ; a query of a few milliseconds.

    The database writes an event for every change of an agency, and nobody can take one away. Events are counted as
    well as numbered, for one with a lower number may be committed after one with a higher.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_database(), (SELECT max(pgh_id) FROM accounts_agencyevent),
                   (SELECT count(*) FROM accounts_agencyevent),
                   (SELECT md5(string_agg(concat_ws('|', code, above_id), ',' ORDER BY code)) FROM accounts_agencykind),
                   (SELECT md5(string_agg(concat_ws('|', from_agency_id, to_agency_id), ',' ORDER BY id))
                    FROM accounts_agency_replaces)
            """
        )
        return cursor.fetchone() or ()


_cache = _Cache()
