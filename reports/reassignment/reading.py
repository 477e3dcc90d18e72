"""Reports as columns: what a decision needs to know of them, and what it may change."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from accounts.models.agencies import Tier
from boundaries.locator.rules import SETTINGS
from reports.models import Category, Crossing, PermitIssuer, PointSource, ResponsibilityRecord, State
from reports.reassignment.binary import Columns, read_columns

TIERS: Final = tuple(Tier.values)
PERMITS: Final = tuple(PermitIssuer.values)
CROSSINGS: Final = tuple(Crossing.values)
SETTING_NAMES: Final = tuple(setting.value for setting in SETTINGS)

FINISHED: Final = (State.CLOSED, State.ARCHIVED)
"""States in which an agency has done with a case: whoever handled it stays the one who handled it."""

_Reason = ResponsibilityRecord.Reason
BY_MACHINE: Final = (_Reason.FILED, _Reason.REASSIGNED, _Reason.UNDONE)
"""Reasons of decisions that nobody made by hand. Whatever else decided an agency (a transfer, an officer's word) is
not overruled by a new edition: such a report gets its areas, and keeps its agency."""

NONE = -1
"""Stands for NULL among ids and positions."""

TYPES = {
    "id": "int8",
    "lon": "float8",
    "lat": "float8",
    "accuracy": "float8",
    "category": "int4",
    "permit": "int4",
    "crossing": "int4",
    "by_name": "bool",
    "finished": "bool",
    "held": "bool",
    "edition": "int8",
    "regency": "int8",
    "province": "int8",
    "setting": "int4",
    "doubtful": "bool",
    "agency": "int8",
    "tier": "int4",
    "rule": "int4",
    "confirm": "bool",
}

# A position in a list of choices, from 0; -1 for what is not in it. NaN stands for a missing number.
_SELECT = """
    SELECT r.id, coalesce(ST_X(r.point), 'NaN')::float8, coalesce(ST_Y(r.point), 'NaN')::float8,
        coalesce(r.accuracy_m, 'NaN')::float8,
        (coalesce(array_position(%s::text[], r.category_id::text), 0) - 1)::int4,
        (coalesce(array_position(%s::text[], r.permit_issuer::text), 0) - 1)::int4,
        (coalesce(array_position(%s::text[], r.crossing::text), 0) - 1)::int4,
        r.point_source = %s, r.state = ANY(%s::text[]),
        EXISTS (SELECT FROM reports_responsibilityrecord d WHERE d.report_id = r.id AND d.reason <> ALL(%s::text[])),
        coalesce(r.edition_id, -1), coalesce(r.regency_id, -1), coalesce(r.province_id, -1),
        (coalesce(array_position(%s::text[], r.setting::text), 0) - 1)::int4, r.doubtful,
        coalesce(r.agency_id, -1), (coalesce(array_position(%s::text[], r.tier::text), 0) - 1)::int4,
        coalesce(r.rule_number, -1)::int4, r.responsibility_doubtful
    FROM reports_report r
"""
_BEHIND = "WHERE r.id > %s ORDER BY r.id LIMIT %s"
# `= ANY` of all other editions, not `<>`: the index on the edition answers it.
_LEFT_BEHIND = """
    WHERE r.id > %s AND (r.edition_id IS NULL
        OR r.edition_id = ANY(ARRAY(SELECT id FROM boundaries_edition WHERE id <> %s)))
    ORDER BY r.id LIMIT %s
"""
_LOCK = " FOR NO KEY UPDATE OF r"


@dataclass(frozen=True)
class Batch:
    """Reports, a numpy array per column (TYPES); ids and positions are NONE and numbers NaN where there is nothing.

    lon, lat in degrees, EPSG:4326; accuracy in metres. `category`, `permit`, `crossing`, `setting` and `tier` are
    positions: in `categories`, PERMITS, CROSSINGS, SETTING_NAMES and TIERS. `by_name`: the point is a village's.
    `held`: a person decided on the agency.
    """

    columns: Columns
    categories: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def take(self, rows: NDArray[Any]) -> "Batch":
        """Return some of the reports."""
        return Batch({name: values[rows] for name, values in self.columns.items()}, self.categories)

    @cached_property
    def placed(self) -> NDArray[np.bool_]:
        """Which of them have a point."""
        return ~np.isnan(self["lon"])

    @property
    def last(self) -> int:
        """The highest id."""
        return int(self["id"][-1])


class Reader:
    """Reads reports in the order of their ids, a batch at a time.

    Parameters
    ----------
    lock
        Keep others from changing the reports read, to the end of the transaction; they may be looked at.
    """

    def __init__(self, *, lock: bool) -> None:
        self.lock = lock
        self.categories = np.array(sorted(Category.objects.values_list("code", flat=True)))

    def behind(self, report: int, size: int) -> Batch:
        """Return the next `size` reports behind an id; fewer, or none, at the end."""
        return self._read(_BEHIND, report, size)

    def left_behind(self, report: int, edition: int, size: int) -> Batch:
        """Return those of them that are under another edition than `edition`."""
        return self._read(_LEFT_BEHIND, report, edition, size)

    def _read(self, which: str, *values: int) -> Batch:
        params = [
            self.categories.tolist(), list(PERMITS), list(CROSSINGS), PointSource.LOCALITY,
            list(FINISHED), list(BY_MACHINE), list(SETTING_NAMES), list(TIERS), *values,
        ]  # fmt: skip
        query = _SELECT + which + (_LOCK if self.lock else "")
        with connection.cursor() as cursor:
            return Batch(read_columns(cursor, query, params, TYPES), self.categories)
