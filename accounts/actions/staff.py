"""The verbs of staff in one place: inviting, joining, changing, leaving, and the second factor of demo accounts."""

from allauth.mfa.models import Authenticator

from accounts.actions.invitations import (
    accept_invitation,
    find_invitation,
    invite_again,
    invite_staff,
    open_invitations,
    revoke_invitation,
)
from accounts.actions.memberships import (
    change_member,
    clear_second_factor,
    colleagues,
    deactivate,
    end_membership,
    is_last_admin,
    open_cases,
    reactivate,
    take_up,
)
from accounts.models import User
from accounts.sealing import seal

__all__ = [
    "accept_invitation",
    "change_member",
    "clear_second_factor",
    "colleagues",
    "deactivate",
    "end_membership",
    "find_invitation",
    "give_second_factor",
    "invite_again",
    "invite_staff",
    "is_last_admin",
    "open_cases",
    "open_invitations",
    "reactivate",
    "revoke_invitation",
    "take_up",
]


def give_second_factor(user: User, secret: str) -> None:
    """Set up an authenticator app for a user: demonstration and tests; people do it on their account page.

    `secret` is the app's key in base32, without padding or of full length (20 bytes are 32 letters).
    """
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": seal(secret)}}
    )
