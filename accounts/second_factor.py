"""Who needs a second factor, and who has one."""

from typing import Any

from allauth.mfa.models import Authenticator

from accounts.standing import standing_of

# Recovery codes alone are no second factor: they come with one, and run out.
TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: Any) -> bool:
    """Whether a user works with cases or in the administration."""
    return bool(user.is_staff or user.is_superuser or standing_of(user).is_staff)


def has_second_factor(user: Any) -> bool:
    """Whether a user has set up an authenticator app or a security key."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=TYPES).exists()


def is_last(authenticator: Authenticator) -> bool:
    """Whether its owner would be left without a second factor if it were removed."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=TYPES).exclude(pk=authenticator.pk)
    return authenticator.type in TYPES and not others.exists()
