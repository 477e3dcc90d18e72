"""Keys by which programs are known: drawn here, shown to somebody once, kept as a digest."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

RANDOM_BYTES: Final = 32
SHOWN: Final = 6
"""Characters of the random part that are kept readable, to tell one key from another."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just drawn: `text` is for its owner and is nowhere kept, `hint` is how lists show it."""

    text: str
    hint: str
    digest: str


def new_key(kind: str) -> NewKey:
    """Draw a key. `kind` begins it, so that programs which look for leaked secrets, and people, know what it is."""
    random = secrets.token_urlsafe(RANDOM_BYTES)
    text = f"{kind}_{random}"
    return NewKey(text, f"{kind}_{random[:SHOWN]}…", digest_of(text))


def digest_of(text: str) -> str:
    """Return what is stored of a key. No slow hash and no salt: nobody guesses 256 random bits, nor tabulates them."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
