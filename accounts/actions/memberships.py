"""Places in agencies: taken up, changed, ended with a hand-over; accounts closed."""

from typing import Any

import pghistory
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.errors import ForbiddenError, RefusedError
from accounts.models import Agency, Membership, Role, Unit, User
from accounts.policies import may_change, may_deactivate, may_invite, roles_of
from accounts.signals import OpenCases, membership_ended, membership_ending
from accounts.standing import forget_standing

_NOT_YOURS = _("You may not change this member.")


@transaction.atomic
def take_up(user: User, agency: Agency, role: Role, unit: Unit | None = None) -> Membership:
    """Give a user a place in an agency; return the one they have where there is one already."""
    if role not in roles_of(agency):
        raise RefusedError(_("There is no such task in this agency."), "role")
    membership, _created = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, ended_at=None, defaults={"unit": unit}
    )
    _follow(user, role)
    return membership


@transaction.atomic
def change_member(by: User, membership: Membership, *, role: Role, unit: Unit | None) -> Membership:
    """Give a member another role or unit in the same agency; their cases stay with them.

    Raises ForbiddenError when `by` may not give the old or the new role, RefusedError when the agency would be left
    without an administrator, or when unit or role do not fit it.
    """
    membership = _locked(membership)
    if not may_change(by, membership) or not may_invite(by, membership.agency, role):
        raise ForbiddenError(_NOT_YOURS)
    if unit is not None and (unit.agency_id != membership.agency_id or not unit.active):
        raise RefusedError(_("This unit does not belong to the agency."), "unit")
    if role != membership.role:
        if is_last_admin(membership):
            raise RefusedError(_("The agency would have no administrator. Make another member one first."), "role")
        held = Membership.objects.filter(user=membership.user, agency=membership.agency, role=role, ended_at=None)
        if held.exists():
            raise RefusedError(_("This person has that task in this agency already."), "role")
    before, membership.role, membership.unit = membership.role, role, unit
    membership.save(update_fields=["role", "unit"])
    _follow(membership.user, before, role)
    return membership


@transaction.atomic
def end_membership(
    by: User,
    membership: Membership,
    *,
    reason: str,
    successor: User | None = None,
    even_if_last: bool = False,
) -> Membership:
    """End a member's work in an agency and hand their open cases over, whole or not at all.

    Parameters
    ----------
    by
        Who ends it; the member may do so too.
    reason
        Kept with the change.
    successor
        Who gets the member's open cases; None leaves them to the unit.
    even_if_last
        The agency may be left without an administrator.

    Raises
    ------
    ForbiddenError
        `by` may not.
    RefusedError
        No reason, the successor does not work there, or nobody would administer the agency.
    """
    membership = _locked(membership)
    if membership.ended_at is not None:
        return membership  # asked twice
    if not (may_change(by, membership) or by.pk == membership.user_id):
        raise ForbiddenError(_NOT_YOURS)
    if not reason.strip():
        raise RefusedError(_("Say why: it is kept with the change."), "reason")
    if successor is not None and not colleagues(membership).filter(pk=successor.pk).exists():
        raise RefusedError(_("This person does not work in this agency."), "successor")
    if is_last_admin(membership) and not even_if_last:
        raise RefusedError(_("Nobody would administer this agency any more. Confirm that, or name another one first."),
                           "even_if_last")  # fmt: skip
    membership.ended_at = timezone.now()
    with pghistory.context(reason=reason.strip(), successor=successor.pk if successor else None):
        membership.save(update_fields=["ended_at"])
        _follow(membership.user, membership.role)
        membership_ended.send(sender=Membership, membership=membership, successor=successor, by=by)
    return membership


@transaction.atomic
def deactivate(by: User, user: User, *, reason: str, even_if_last: bool = False) -> None:
    """Close an account: all its places end, its cases go to their units, its sessions are over."""
    if not may_deactivate(by, user):
        raise ForbiddenError(_NOT_YOURS)
    for membership in Membership.objects.filter(user=user, ended_at=None):
        end_membership(by, membership, reason=reason, even_if_last=even_if_last)
    User.objects.filter(pk=user.pk).update(is_active=False, is_staff=False)
    user.is_active = user.is_staff = False
    end_sessions(user)


@transaction.atomic
def reactivate(by: User, user: User) -> None:
    """Open a closed account again; places in agencies do not come back by themselves."""
    if not may_deactivate(by, user) and not by.is_superuser:
        raise ForbiddenError(_NOT_YOURS)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


@transaction.atomic
def clear_second_factor(by: User, user: User) -> None:
    """Take away app, keys and recovery codes of who lost them; the next sign-in sets up new ones."""
    if not may_deactivate(by, user):
        raise ForbiddenError(_NOT_YOURS)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign a user out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def colleagues(membership: Membership) -> QuerySet[User]:
    """Others who handle cases in the same agency."""
    held = Membership.objects.current().filter(agency=membership.agency_id, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
    return User.objects.filter(pk__in=held.exclude(user=membership.user_id).values("user")).order_by("name")


def is_last_admin(membership: Membership) -> bool:
    """Whether the agency would be left without an administrator of its own."""
    if membership.role != Role.AGENCY_ADMIN or membership.ended_at is not None:
        return False
    others = Membership.objects.current().filter(agency=membership.agency_id, role=Role.AGENCY_ADMIN)
    return not others.exclude(pk=membership.pk).exists()


def open_cases(membership: Membership) -> OpenCases:
    """Return how many open cases hang on a membership, as the apps above count them."""
    answers: list[tuple[Any, Any]] = membership_ending.send(
        sender=Membership, user=membership.user, agency=membership.agency
    )
    counted: list[OpenCases] = [answer for _receiver, answer in answers]
    return OpenCases(sum(n.assigned for n in counted), sum(n.of_agency for n in counted))


def _locked(membership: Membership) -> Membership:
    """Lock it, and its agency's team with it: of two last administrators only one may leave unnoticed."""
    rows = Membership.objects.select_for_update(of=("self", "agency"), no_key=True)
    rows = rows.select_related("agency", "user", "unit")
    return rows.get(pk=membership.pk)


def _follow(user: User, *roles: str) -> None:
    """After a change of these roles: open the administration to national administrators, close it to who was one."""
    forget_standing(user)
    if user.is_superuser or Role.NATIONAL not in roles:
        return
    national = Membership.objects.filter(user=user, role=Role.NATIONAL, ended_at=None).exists()
    if user.is_staff != national:
        user.is_staff = national
        user.save(update_fields=["is_staff"])
