"""Numbers of reports: short enough to read over the telephone, and a typing error is known before any look-up.

A number is seven random characters of Crockford's base 32 (no I, L, O, U) and a check character, shown as XXXX-XXXX.
The eight characters, taken as elements of GF(32) with x⁵ + x² + 1, form a polynomial with the root x: the weights
x⁷ … x⁰ all differ and none is zero, so every single wrong character and every exchange of two characters is noticed.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LOOSE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans(dict.fromkeys(" -‐‑–—._/\t\u00a0"))  # noqa: RUF001


class NumberError(ValueError):
    """A text that can be no number: `reason` is "length", "character" or "check"."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a report number: {reason}")
        self.reason = reason


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _remainder(characters: str) -> int:
    state = 0
    for character in characters:
        state = _times_x(state) ^ _VALUES[character]
    return state


def check_character(body: str) -> str:
    """Return the character that completes seven characters of the alphabet to a valid number."""
    return ALPHABET[_times_x(_remainder(body))]


def new_number() -> str:
    """Return a fresh random number, XXXX-XXXX; whoever stores it sees to it that it is not taken."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _grouped(body + check_character(body))


def parse_number(text: str) -> str:
    """Return the number that someone typed, in the form XXXX-XXXX.

    Lower case, missing or other separators, O for 0 and I or L for 1 are understood.

    Raises
    ------
    NumberError
        The text is too long or short, has a character no number has, or its check character is wrong.
    """
    characters = text.strip().upper().translate(_SEPARATORS).translate(_LOOSE)
    if len(characters) != LENGTH:
        raise NumberError("length")
    if any(character not in _VALUES for character in characters):
        raise NumberError("character")
    if _remainder(characters) != 0:
        raise NumberError("check")
    return _grouped(characters)


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:]}"
