"""Encryption of what identifies a reporter, with a key that is not in the database."""

from accounts.sealing import cipher


def encrypt(text: str) -> bytes:
    """Return `text` encrypted (Fernet: AES-128-CBC with HMAC-SHA256); an empty text stays empty."""
    return cipher().encrypt(text.encode()) if text else b""


def decrypt(token: bytes | memoryview) -> str:
    """Return the text of an encrypted value; raises cryptography.fernet.InvalidToken when the key does not fit."""
    return cipher().decrypt(bytes(token)).decode() if token else ""
