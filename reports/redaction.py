"""Black out words of what a reporter wrote. What is published is the original with words missing, never other words."""

import re

BLACK = "█████"
"""Stands for whatever was blacked out, however long that was: a length tells too."""

_RUN = re.compile("[█▇]+")
# A word of which a part is black is black as a whole: its beginning would name it.
_WORD = re.compile(r"[\w█▇'’-]+")


class RewrittenError(ValueError):
    """The text is not the original with words blacked out."""


def publish(original: str, redacted: str) -> str | None:
    """Return what is published in place of a text; None where nothing of it is black.

    Every run of black, of one character or more, stands for one character or more of the original. What is left of a
    word is blacked out with the rest of it, and all runs become equally long.

    Raises
    ------
    RewrittenError
        `redacted` says something that the original does not.
    """
    original, redacted = _lines(original), _lines(redacted)
    if not redacted:
        return BLACK if original else None
    if redacted == original:
        return None
    black = _whole_words(redacted)
    if not (_is_gapped(original, _RUN.split(redacted)) and _is_gapped(original, black.split(BLACK))):
        raise RewrittenError
    return black


def blacken(text: str, words: list[str]) -> str:
    """Return a text in which every place with one of these words or phrases is black, in whatever case it stands."""
    wanted = sorted(filter(None, (_RUN.sub("", word).strip() for word in words)), key=len, reverse=True)
    if not wanted:
        return text
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    return _whole_words(pattern.sub(BLACK, text))


def _whole_words(text: str) -> str:
    return _WORD.sub(lambda word: BLACK if _RUN.search(word.group()) else word.group(), text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_gapped(original: str, kept: list[str]) -> bool:
    """Whether the kept pieces stand in the original in this order, at its ends and with something between them."""
    first, last = kept[0], kept[-1]
    if len(kept) == 1:
        return original == first
    if not original.startswith(first) or not original.endswith(last):
        return False
    position, end = len(first), len(original) - len(last)
    for piece in kept[1:-1]:
        found = original.find(piece, position + 1, end)
        if found < 0:
            return False
        position = found + len(piece)
    return position < end
