"""Who works for agencies, and who of them has done anything on a case lately."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from accounts.models import Role
from accounts.models.agencies import Agency
from monitoring.counting.question import Group

LATELY: Final = dt.timedelta(days=30)
"""How far back a deed shows that somebody is at work."""

_KEYS: Final = ("province", "regency", "agency")

_STAFF: Final = """
WITH RECURSIVE below (agency, part) AS (
    SELECT id, id FROM accounts_agency
    UNION SELECT b.agency, a.id FROM below b JOIN accounts_agency a ON a.parent_id = b.part),
person AS (
    SELECT m.agency_id AS agency, left(seat.code, 2) AS province,
        CASE WHEN length(seat.code) = 5 THEN seat.code ELSE '' END AS regency,
        bool_or(EXISTS (SELECT FROM below b JOIN reports_historyentry h ON h.agency_id = b.part
            WHERE b.agency = m.agency_id AND h.actor_id = m.user_id AND h.at >= %(lately)s AND h.at < %(cutoff)s))
            AS active
    FROM accounts_membership m JOIN accounts_agency a ON a.id = m.agency_id
    CROSS JOIN LATERAL (SELECT CASE WHEN a.area_codes[1] = %(nation)s THEN '' ELSE coalesce(a.area_codes[1], '') END
        AS code) seat
    WHERE m.role = ANY(%(roles)s) AND m.since < %(cutoff)s AND (m.ended_at IS NULL OR m.ended_at >= %(cutoff)s)
    GROUP BY m.user_id, m.agency_id, seat.code)
SELECT 'staff', {number}, '', {keys}, NULL, NULL, NULL, NULL,
    jsonb_build_object('people', count(*), 'active', count(*) FILTER (WHERE active))
FROM person
WHERE (%(agencies)s::int8[] IS NULL OR agency = ANY(%(agencies)s))
    AND (%(area)s = '' OR regency = %(area)s OR province = %(area)s)
GROUP BY GROUPING SETS ({sets})"""


def staff_rows(
    cursor: Any, cutoff: dt.datetime, area: str, agencies: list[int] | None, groups: Sequence[Group], number: int
) -> Iterable[tuple[Any, ...]]:
    """Return rows of people and active ones, as those of counting.families; none for groups in which nobody is.

    `number` is that of the question whose groups these are.

    Officers and administrators of agencies count, once for each agency, in the area in which it has its seat. A deed is
    one on a case of that agency or of what is part of it.
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
    cursor.execute(_STAFF.format(keys=keys, sets=sets, number=number), values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
