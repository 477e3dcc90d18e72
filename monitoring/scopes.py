"""Whose cases are measured: of an area, an agency, a category, or all."""

from dataclasses import dataclass

from accounts.models import Agency
from boundaries.models import Edition
from reports.statistics import Basis

__all__ = ["Basis", "Scope", "ScopeError", "agencies_below"]


class ScopeError(ValueError):
    """There is no such area, agency, category or theme; `field` says which was meant."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases. What is empty does not limit; what is given holds together.

    `area` is the code of a province ("64") or a regency ("64.08") of `edition`: reports that were matched under another
    edition are counted where law, code and ground put them (boundaries.crosswalk). None is the edition in force today.
    `agency` is the code of an agency; those that are part of it count as it. `basis` says which area of a case counts:
    that of its first matching, or the last before the cut-off. `public` leaves out what the public may not open today;
    who sees what is decided in monitoring.policies.
    """

    area: str = ""
    agency: str = ""
    category: str = ""
    theme: str = ""
    edition: Edition | None = None
    basis: Basis = Basis.CURRENT
    public: bool = False

    @property
    def in_edition(self) -> Edition | None:
        """The edition whose areas count: that which was asked for, else the one in force."""
        return self.edition or Edition.objects.in_force().first()


def agencies_below(code: str) -> list[int]:
    """Return an agency, by its code, and all that is part of it, by primary keys. Raises ScopeError."""
    rows = list(Agency.objects.values_list("pk", "code", "parent"))
    level = {pk for pk, own, _parent in rows if own == code}
    if not level:
        raise ScopeError("agency", code)
    found: set[int] = set()
    while level:
        found |= level
        level = {pk for pk, _code, parent in rows if parent in level} - found
    return sorted(found)
