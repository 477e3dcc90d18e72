"""Encryption of what must not lie open in the database, with a key that is not in it."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher() -> MultiFernet:
    """IDENTITY_KEY may hold several keys, parted by commas: the first encrypts, all decrypt (rotation)."""
    return MultiFernet([Fernet(key.strip()) for key in settings.IDENTITY_KEY.split(",")])


def seal(text: str) -> str:
    """Return `text` encrypted (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed; raises cryptography.fernet.InvalidToken when the key does not fit."""
    return cipher().decrypt(sealed.encode()).decode()
