"""What a token may be used for, beside what is public: less than its owner may do, never more."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of


class TokenScope(models.TextChoices):
    """One thing that a program may do in its owner's place."""

    READ_CASES = "read:cases", _("read the cases that I may see at the desk")
    WRITE_CASES = "write:cases", _("act on cases as I may at the desk")
    WEBHOOKS = "manage:webhooks", _("manage the webhooks of agencies that I administer")


def scopes_for(user: Any) -> tuple[TokenScope, ...]:
    """Return what a user may let a program do."""
    standing = standing_of(user)
    if not standing.is_staff:
        return ()
    if standing.national or standing.admin_of:
        return tuple(TokenScope)
    return (TokenScope.READ_CASES, TokenScope.WRITE_CASES)
