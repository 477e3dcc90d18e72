"""What a user's memberships make of them. Policies and querysets ask here; they take users, never requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Agency, Membership, Role

_KEPT = "_standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """The agencies, units and provinces in which a user may act, as primary keys and codes.

    `officer_of` and `admin_of` are agencies; an administrator of an institution administers its parts too.
    `provinces` are codes of areas ("64") that a monitor watches over. `national` sees and may do everything.
    """

    officer_of: frozenset[int] = frozenset()
    admin_of: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    provinces: frozenset[str] = frozenset()
    monitors: frozenset[int] = frozenset()
    national: bool = False

    @property
    def handles(self) -> frozenset[int]:
        """Agencies whose cases the user handles."""
        return self.officer_of | self.admin_of | self.monitors

    @property
    def is_staff(self) -> bool:
        """Whether the user has anything to do at the officers' desk."""
        return bool(self.national or self.handles or self.provinces)


NOBODY = Standing()


def standing_of(user: Any) -> Standing:
    """Return a user's standing; nobody's for visitors and for users who may not sign in. Read once per user object."""
    if user is None or not getattr(user, "is_active", False):
        return NOBODY
    kept = user.__dict__.get(_KEPT)
    if kept is None:
        kept = user.__dict__[_KEPT] = _read(user)
    return kept


def forget_standing(user: Any) -> None:
    """Read the memberships again at the next question."""
    user.__dict__.pop(_KEPT, None)


def withhold_standing(user: Any) -> None:
    """Let this user object count as a citizen's: whoever signed in as it has not shown the second factor."""
    user.__dict__[_KEPT] = NOBODY


def _read(user: Any) -> Standing:
    rows = list(Membership.objects.current().filter(user=user).select_related("agency"))
    of = {role: [row for row in rows if row.role == role] for role in Role}
    monitors = of[Role.MONITOR]
    return Standing(
        officer_of=frozenset(row.agency_id for row in of[Role.OFFICER]),
        admin_of=_with_parts(row.agency_id for row in of[Role.AGENCY_ADMIN]),
        units=frozenset(row.unit_id for row in rows if row.unit_id is not None),
        provinces=frozenset(code for row in monitors for code in row.agency.area_codes),
        monitors=frozenset(row.agency_id for row in monitors),
        national=bool(user.is_superuser or of[Role.NATIONAL]),
    )


def _with_parts(agencies: Iterable[int]) -> frozenset[int]:
    """Return agencies with all that is part of them, level by level."""
    found: set[int] = set()
    level = set(agencies)
    while level:
        found |= level
        level = set(Agency.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return frozenset(found)
