"""Tokens in the header Authorization (RFC 6750), and what they open."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from accounts.actions.tokens import find_token, note_use
from accounts.models import ApiToken
from accounts.scopes import TokenScope
from accounts.second_factor import has_second_factor, needs_second_factor

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer glu_…`: the token's owner asks, as far as the token goes."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        """Return owner and token; None where none was sent. Raises AuthenticationFailed for one that opens nothing."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = find_token(secret.strip())
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This token opens nothing: it was mistyped, was revoked, or has run out."))
        if needs_second_factor(token.user) and not has_second_factor(token.user):
            raise AuthenticationFailed(_("The owner of this token must set up a second step for signing in first."))
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what WWW-Authenticate says."""
        return f'{SCHEME} realm="api"'


def owner(request: Request, scope: TokenScope) -> Any:
    """Return who asks, where they may be told what a scope opens: signed in, or by a token that has it; else None."""
    token = request.auth
    if token is not None and scope not in token.scopes:
        return None
    return None if isinstance(request.user, AnonymousUser) else request.user


class NeedsScope:
    """Lets in who is signed in, or has a token with the view's scope for this method."""

    message = ""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether they may come in; raises what says why not."""
        if isinstance(request.user, AnonymousUser):
            raise NotAuthenticated
        scope: TokenScope = (
            view.scopes[request.method or "GET"] if request.method in view.scopes else view.scopes["GET"]
        )
        if owner(request, scope) is None:
            raise PermissionDenied(_("This token has no scope “%(scope)s”.") % {"scope": scope.value})
        return True

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        """Whether they may come to one thing: the querysets decide that."""
        return True
