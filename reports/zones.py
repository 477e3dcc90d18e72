"""In which zone a page tells times: that of the agency it is about, by whose days its deadlines are reckoned."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.directory import AgencyRef
from accounts.models import Agency


def tell_times_of(agencies: Iterable[Agency | AgencyRef | None]) -> None:
    """Tell the times of this page in the zone of some agencies; where they have none in common, as before.

    geo_lapor.middleware.ZoneMiddleware sees to it that the next page begins anew.
    """
    zones = {agency.time_zone for agency in agencies if agency}
    if len(zones) == 1:
        timezone.activate(ZoneInfo(zones.pop()))
