"""The areas in which the agencies that somebody heads have their seat."""

from accounts.models import Agency
from accounts.models.agencies import seat
from accounts.standing import Standing


def seats_of(standing: Standing) -> frozenset[str]:
    """Return codes of areas; none for who heads no agency."""
    if not standing.admin_of:
        return frozenset()
    served = Agency.objects.filter(pk__in=standing.admin_of).values_list("area_codes", flat=True)
    return frozenset(filter(None, map(seat, served)))
