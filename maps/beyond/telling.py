"""Count the reports of finished quarters that the public knows nothing of: once for each quarter, for good.

Confidential, held back, archived and joined reports are in no count of the public's maps, and whoever reads these ought
to know how much is missing. The table is one and the same for everybody: provinces and whole quarters, of all
categories and states, so that no filter cuts it finer. It is worked out when a quarter is over and kept. What becomes
confidential or public later moves nothing, so that nobody can take yesterday's table from today's; whoever saw a report
become public since knows that it was perhaps among those, which tells nothing of the others but their number.
"""

import datetime as dt
from collections import Counter, defaultdict
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from boundaries.models import Area, Edition
from jobs.job import job
from maps.beyond.suppression import withheld
from maps.bins.job import fold
from maps.layers.areas import ELSEWHERE
from maps.models import BeyondCount, Grain
from maps.selection import first_day, month_of

MONTHS: Final = 3
COUNTRY: Final = ""
_COUNTED: Final = """
SELECT month / %s, COALESCE(NULLIF(left(area, 2), ''), %s), COALESCE(sum(n) FILTER (WHERE NOT public), 0)::int
FROM maps_areabin WHERE edition_id = %s AND grain = %s AND month < %s GROUP BY 1, 2
"""


@job()
def tell_of_finished_quarters() -> int:
    """Count what is committed, then tell of each finished quarter of which was not told yet; return how many."""
    fold()
    return tell(timezone.localdate(timezone=timezone.get_default_timezone()))


def tell(today: dt.date) -> int:
    """Tell of each quarter that is over on a day and of which was not told yet, by the counts as they stand."""
    edition = Edition.objects.in_force(today).first()
    if edition is None:
        return 0
    names = dict(Area.objects.of(edition).provinces().values_list("code", "name"))
    return sum(
        _tell_once(quarter, counts, names)
        for quarter, counts in sorted(_counted(edition, month_of(today) // MONTHS).items())
    )


def _counted(edition: Edition, before: int) -> dict[int, Counter[str]]:
    """Count by quarter (months since the year 0, divided by three) and province what the public does not know of."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [MONTHS, ELSEWHERE, edition.pk, Grain.MONTH, before * MONTHS])
        for quarter, province, n in cursor.fetchall():
            found[quarter][province] = n
    return found


@transaction.atomic
def _tell_once(quarter: int, counts: Counter[str], names: dict[str, str]) -> bool:
    every = {code: counts[code] for code in {*names, ELSEWHERE}}
    hidden = withheld(every)
    total = None if hidden is None else sum(every.values())
    day = first_day(quarter * MONTHS)
    # Who comes second waits here for the first, whose table it then is
    if not BeyondCount.objects.get_or_create(quarter=day, province=COUNTRY, defaults={"n": total})[1]:
        return False
    BeyondCount.objects.bulk_create(
        BeyondCount(
            quarter=day,
            province=code,
            name=names.get(code, ""),
            n=None if hidden is None or code in hidden else n,
        )
        for code, n in sorted(every.items())
    )
    return True
