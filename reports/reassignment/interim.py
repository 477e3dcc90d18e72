"""Stands in for the columnar decisions until they are there."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np

from boundaries.place import Setting
from reports.responsibility import Responsibility, responsibility


def responsibility_many(places: Any, categories: Any, permits: Any, crossings: Any, on: dt.date) -> Any:
    """Decide the same circumstances once."""
    n, known = len(places), dict[tuple[Any, ...], Responsibility]()
    agency, tier = np.full(n, -1), np.full(n, "", dtype="U10")
    rule, confirm = np.zeros(n, int), np.zeros(n, bool)
    place = (places.setting, places.regency, places.province, places.nearest_regency_code, places.doubtful)
    for k, key in enumerate(zip(*place, places.overlay_set, categories, permits, crossings, strict=True)):
        if key[0] == Setting.ABROAD.value:
            continue
        found = known.get(key)
        if found is None:
            found = responsibility(places[k], str(categories[k]), str(permits[k]), str(crossings[k]), on)
            known[key] = found
        agency[k], tier[k], rule[k], confirm[k] = found.agency.id, found.level, found.rule, found.confirm
    return SimpleNamespace(agency_id=agency, tier=tier, rule=rule, confirm=confirm)
