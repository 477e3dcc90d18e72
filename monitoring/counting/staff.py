"""Who works for agencies, and who of them has done anything on a case lately."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from accounts.models import Role
from accounts.models.agencies import Agency

LATELY: Final = dt.timedelta(days=30)
"""How far back a deed shows that somebody is at work."""

_KEYS: Final = ("province", "regency", "agency")

_STAFF: Final = """
WITH person AS (
    SELECT m.agency_id AS agency, left(seat.code, 2) AS province,
        CASE WHEN length(seat.code) = 5 THEN seat.code ELSE '' END AS regency,
        EXISTS (SELECT FROM reports_historyentry h WHERE h.actor_id = m.user_id AND h.agency_id = m.agency_id
            AND h.at >= %(lately)s AND h.at < %(cutoff)s) AS active
    FROM accounts_membership m JOIN accounts_agency a ON a.id = m.agency_id
    CROSS JOIN LATERAL (SELECT CASE WHEN a.area_codes[1] = %(nation)s THEN '' ELSE coalesce(a.area_codes[1], '') END
        AS code) seat
    WHERE m.role = ANY(%(roles)s) AND m.since < %(cutoff)s AND (m.ended_at IS NULL OR m.ended_at >= %(cutoff)s))
SELECT 'staff', '', {keys}, NULL, NULL, NULL, NULL,
    jsonb_build_object('people', count(*), 'active', count(*) FILTER (WHERE active))
FROM person
WHERE (%(agencies)s::int8[] IS NULL OR agency = ANY(%(agencies)s))
    AND (%(area)s = '' OR regency = %(area)s OR province = %(area)s)
GROUP BY GROUPING SETS ({sets})"""


def staff_rows(
    cursor: Any, cutoff: dt.datetime, area: str, agencies: list[int] | None, groups: Sequence[Sequence[str]]
) -> Iterable[Sequence[Any]]:
    """Return rows of people and active ones, as those of counting.families; none for groups in which nobody is.

    Somebody is of the area in which their agency has its seat. Officers and administrators of agencies count.
    """
    fitting = [group for group in groups if set(group) <= set(_KEYS)]
    if not fitting:
        return []
    sets = ", ".join(f"({', '.join(group)})" for group in fitting)
    used = {key for group in fitting for key in group}
    keys = ", ".join(key if key in used else "NULL" for key in _KEYS)
    values = {
        "cutoff": cutoff,
        "lately": cutoff - LATELY,
        "roles": [Role.OFFICER.value, Role.AGENCY_ADMIN.value],
        "nation": Agency.NATION,
        "agencies": agencies,
        "area": area,
    }
    cursor.execute(_STAFF.format(keys=keys, sets=sets), values)
    rows: list[Sequence[Any]] = cursor.fetchall()
    return rows
