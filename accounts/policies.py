"""Who may do what to whom among staff. They take users, never requests."""

from typing import Any

from accounts.checks import LAST_RESORT
from accounts.models import Agency, Membership, Role, Unit
from accounts.standing import standing_of

COORDINATOR = "KOORDINATOR"  # the kind of agency that monitors belong to


def roles_of(agency: Agency) -> tuple[Role, ...]:
    """Return the roles of an agency: monitors exist at a province's coordinator, national administrators at the top."""
    roles = [Role.OFFICER, Role.AGENCY_ADMIN]
    if agency.kind_id == COORDINATOR:
        roles.append(Role.MONITOR)
    if agency.code == LAST_RESORT:
        roles.append(Role.NATIONAL)
    return tuple(roles)


def may_manage(user: Any, agency: Agency) -> bool:
    """Whether a user runs an agency's team: its administrator, one of what it is part of, or a national one."""
    standing = standing_of(user)
    return standing.national or agency.pk in standing.admin_of


def may_see_team(user: Any, agency: Agency) -> bool:
    """Whether a user may see who works in an agency: its members, and who runs its team."""
    return may_manage(user, agency) or agency.pk in standing_of(user).handles


def roles_to_give(user: Any, agency: Agency) -> tuple[Role, ...]:
    """Return the roles that a user may give in an agency; only national administrators make others of their kind."""
    if not may_manage(user, agency):
        return ()
    return tuple(role for role in roles_of(agency) if role != Role.NATIONAL or standing_of(user).national)


def may_invite(user: Any, agency: Agency, role: str) -> bool:
    """Whether a user may invite somebody to an agency in a role."""
    return role in roles_to_give(user, agency)


def may_change(user: Any, membership: Membership) -> bool:
    """Whether a user may change or end a membership."""
    return membership.ended_at is None and may_invite(user, membership.agency, membership.role)


def may_manage_unit(user: Any, unit: Unit) -> bool:
    """Whether a user may rename or close a unit."""
    return may_manage(user, unit.agency)


def may_deactivate(user: Any, other: Any) -> bool:
    """Whether a user may close another's account, or clear their second factor; nobody does that to themselves.

    A superuser's only another superuser may; an agency's administrator only where they run every place the other has.
    """
    if user.pk == other.pk or (other.is_superuser and not user.is_superuser):
        return False
    if standing_of(user).national:
        return True
    held = list(Membership.objects.filter(user=other, ended_at=None).select_related("agency"))
    return bool(held) and all(may_change(user, membership) for membership in held)
