"""Inviting staff: a letter with one link, whose token is kept only as a digest."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.actions.errors import ForbiddenError, RefusedError
from accounts.actions.memberships import take_up
from accounts.letters import write_letter
from accounts.models import Agency, Invitation, Membership, Role, Unit, User
from accounts.policies import may_invite, roles_of

VALID = dt.timedelta(days=7)
_NOT_YOURS = _("You may not give this task in this agency.")


@transaction.atomic
def invite_staff(
    by: User,
    agency: Agency,
    role: Role,
    *,
    email: str,
    name: str,
    unit: Unit | None = None,
    language: str = settings.LANGUAGE_CODE,
) -> Invitation:
    """Invite a person to an agency; one open invitation for the same address there is replaced.

    Parameters
    ----------
    by
        Who invites; accounts.policies says whom they may.
    agency, role, unit
        What the person will be.
    email, name
        Whom; the address is the one they will sign in with.
    language
        Of the letter: "id" or "en".

    Raises
    ------
    ForbiddenError
        `by` may not.
    RefusedError
        The agency has no such role or unit, or the person has this place already.
    """
    if role not in roles_of(agency):
        raise RefusedError(_("There is no such task in this agency."), "role")
    if not may_invite(by, agency, role):
        raise ForbiddenError(_NOT_YOURS, "role")
    if unit is not None and (unit.agency_id != agency.pk or not unit.active):
        raise RefusedError(_("This unit does not belong to the agency."), "unit")
    email = email.strip().lower()
    if Membership.objects.current().filter(user__email=email, agency=agency, role=role).exists():
        raise RefusedError(_("This person has that task in this agency already."), "email")
    now = timezone.now()
    open_invitations(agency).filter(email=email).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        agency=agency,
        unit=unit,
        role=role,
        invited_by=by,
        token_digest=digest(token),
        expires_at=now + VALID,
    )
    _send(invitation, token, language)
    return invitation


@transaction.atomic
def invite_again(by: User, invitation: Invitation, language: str = settings.LANGUAGE_CODE) -> Invitation:
    """Send the letter again with a new link, good for another seven days; the old link ends."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("agency", "unit").get(pk=invitation.pk)
    )
    if invitation.accepted_at or invitation.revoked_at:
        raise RefusedError(_("This invitation is no longer open."))
    return invite_staff(
        by,
        invitation.agency,
        Role(invitation.role),
        email=invitation.email,
        name=invitation.name,
        unit=invitation.unit if invitation.unit and invitation.unit.active else None,
        language=language,
    )


@transaction.atomic
def revoke_invitation(by: User, invitation: Invitation) -> None:
    """Take an invitation back; doing it twice changes nothing."""
    if not may_invite(by, invitation.agency, invitation.role):
        raise ForbiddenError(_NOT_YOURS)
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


def find_invitation(token: str) -> Invitation | None:
    """Return the open invitation of a link, or None where it was used, taken back or is too old."""
    found = Invitation.objects.filter(
        token_digest=digest(token), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return found.select_related("agency", "unit", "invited_by").first()


def open_invitations(agency: Agency) -> QuerySet[Invitation]:
    """Invitations to an agency that were neither accepted nor taken back, those that are too old included."""
    return Invitation.objects.filter(agency=agency, accepted_at=None, revoked_at=None)


@transaction.atomic
def accept_invitation(token: str, user: User | None = None, *, name: str = "", password: str = "") -> Membership:
    """Join the agency: as the user with the invited address, or as a new one with this name and password.

    Raises RefusedError when the link no longer works, when the user's address is another, or when the address has an
    account and no user is given: its owner signs in first.
    """
    invitation = find_invitation(token)
    if invitation is None:
        raise RefusedError(_("This invitation no longer works."))
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("agency", "unit").get(pk=invitation.pk)
    )
    if invitation.accepted_at or invitation.revoked_at:
        raise RefusedError(_("This invitation no longer works."))
    if not may_invite(invitation.invited_by, invitation.agency, invitation.role):
        raise RefusedError(_("Whoever invited you is no longer in charge of this agency. Ask for a new invitation."))
    if user is None:
        user = _new_user(invitation, name, password)
    elif user.email.lower() != invitation.email:
        raise RefusedError(_("This invitation is for another address."))
    membership = take_up(user, invitation.agency, Role(invitation.role), invitation.unit)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now(), accepted_by=user)
    return membership


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("agency", "unit", "invited_by")
    return rows.get(pk=invitation.pk)


def digest(token: str) -> str:
    """What is kept of a token: who reads the database cannot join with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new_user(invitation: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise RefusedError(_("This address has an account. Sign in with it, then accept."))
    user = User.objects.create_user(
        invitation.email,
        password,
        name=name.strip() or invitation.name,
        language=get_language() or settings.LANGUAGE_CODE,
    )
    # The link came to that address: it is the owner's.
    user.vouch_for_address()
    return user


def _send(invitation: Invitation, token: str, language: str) -> None:
    with override(language):
        link = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    write_letter(
        invitation.email,
        language,
        "invitation",
        invitation=invitation,
        link=link,
        expires_at=invitation.expires_at,
    )
