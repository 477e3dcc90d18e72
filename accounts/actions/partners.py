"""Give partners keys, and know them by these."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils import timezone

from accounts.keys import digest_of, new_key
from accounts.models import Partner, PartnerKey, Scope

LIVE, TEST = "glp", "glptest"
NOTED_EVERY: Final = dt.timedelta(minutes=5)
"""That a key is used is written down no more often: not a write for every request."""


def give_key(key: PartnerKey) -> str:
    """Draw the secret of a key that is not stored yet, or a new one; return it, for it is shown this once."""
    drawn = new_key(TEST if key.test else LIVE)
    key.hint, key.digest = drawn.hint, drawn.digest
    key.save()
    return drawn.text


def issue_key(partner: Partner, scopes: Iterable[Scope], *, test: bool = False) -> tuple[PartnerKey, str]:
    """Make a key for a partner; return it with its secret, which is shown this once."""
    key = PartnerKey(partner=partner, scopes=[scope.value for scope in scopes], test=test)
    return key, give_key(key)


def key_of(text: str, scope: Scope) -> PartnerKey | None:
    """Return the key with this secret that opens a scope today, with its partner; None where there is none."""
    rows = PartnerKey.objects.in_force().filter(scopes__contains=[scope.value]).select_related("partner")
    found = rows.filter(digest=digest_of(text)).first() if text else None
    if found is not None:
        _note_use(found)
    return found


def _note_use(key: PartnerKey) -> None:
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    PartnerKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
