"""Encryption of what identifies a reporter, with a key that is not in the database."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _cipher() -> MultiFernet:
    """IDENTITY_KEY may hold several keys, parted by commas: the first encrypts, all decrypt (rotation)."""
    return MultiFernet([Fernet(key.strip()) for key in settings.IDENTITY_KEY.split(",")])


def encrypt(text: str) -> bytes:
    """Return `text` encrypted (Fernet: AES-128-CBC with HMAC-SHA256); an empty text stays empty."""
    return _cipher().encrypt(text.encode()) if text else b""


def decrypt(token: bytes | memoryview) -> str:
    """Return the text of an encrypted value; raises cryptography.fernet.InvalidToken when the key does not fit."""
    return _cipher().decrypt(bytes(token)).decode() if token else ""
