"""Tokens of programs: made, used, revoked."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.errors import RefusedError
from accounts.keys import digest_of, new_key
from accounts.models import ApiToken, User
from accounts.scopes import scopes_for

KIND = "glu"
LONGEST_DAYS = 366
MOST = 20
"""Tokens that a person has at a time."""
NOTED_EVERY = dt.timedelta(minutes=5)


def make_token(user: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token of `user` that runs out after so many days; return it and its text, which nobody sees again.

    Raises
    ------
    RefusedError
        It has no name, lasts too long, may do what its owner may not, or there are too many.
    """
    name = " ".join(name.split())
    wanted = sorted(set(scopes))
    if not name:
        raise RefusedError(_("Give it a name by which you will know it again."), "name")
    if not 1 <= days <= LONGEST_DAYS:
        raise RefusedError(_("A token lasts a year at most."), "days")
    if not set(wanted) <= set(scopes_for(user)):
        raise RefusedError(_("You may not let a program do this."), "scopes")
    if ApiToken.objects.valid().filter(user=user).count() >= MOST:
        raise RefusedError(_("You have too many tokens. Revoke some that you no longer use."))
    drawn = new_key(KIND)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        hint=drawn.hint,
        digest=drawn.digest,
        scopes=wanted,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    return token, drawn.text


def find_token(secret: str) -> ApiToken | None:
    """Return the valid token of a text, with its owner; None where there is none."""
    return ApiToken.objects.valid().select_related("user").filter(digest=digest_of(secret)).first()


def note_use(token: ApiToken) -> None:
    """Keep when a token was last used, to five minutes: not a write for every question."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def revoke_token(user: User, pk: int) -> bool:
    """Let a token of `user` open nothing any more; False where they have no such token."""
    return bool(ApiToken.objects.filter(user=user, pk=pk, revoked_at=None).update(revoked_at=timezone.now()))
