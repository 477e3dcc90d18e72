"""The time trap: nobody fills in the form of a report within a moment of having been given it, programs do.

The form carries a stamp that says when it was given out, signed together with its key, so that each report needs a form
of its own. Whoever is too quick is asked to press once more: a person loses nothing, a program gives up.
"""

import time
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_decode

_signer = TimestampSigner(salt="reports.trap")


def stamp(key: UUID | str) -> str:
    """Return the stamp of a form that is given out now with this key."""
    return _signer.sign(str(key)).removeprefix(f"{key}:")


def renewed(key: UUID | str, stamped: str) -> str:
    """Return the stamp of a form that goes back: its own, so that its time goes on, or a fresh one if it has none."""
    return stamped if _given(key, stamped) is not None else stamp(key)


def too_quick(key: UUID | str, stamped: str) -> bool:
    """Tell whether a form comes back sooner than anyone could have filled it in, or with a stamp that is not its own.

    A stamp from the future means that the server's clock was set back: nobody is held to account for that.
    """
    if not settings.FORM_SECONDS:
        return False
    given = _given(key, stamped)
    return given is None or 0 <= time.time() - given < settings.FORM_SECONDS


def _given(key: UUID | str, stamped: str) -> int | None:
    """Return when a form with this key was given out, in seconds of Unix time; None for a stamp of another form."""
    try:
        _signer.unsign(f"{key}:{stamped}")
        return b62_decode(stamped.partition(":")[0])
    except (BadSignature, ValueError):
        return None
