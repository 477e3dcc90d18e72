"""What accounts do themselves at news of the sign-in."""

from typing import Any

from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User


@receiver(authenticator_added)
def end_weaker_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Sign out everywhere else where a second factor is added: those sessions began with the password alone."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
