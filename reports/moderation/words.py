"""Words that hold a report back from the public until a person has read it."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext

from accounts.remembered import Remembered
from reports.models import WatchWord

# Characters without width, by which a word can be written so that it looks the same and is another.
_UNSEEN = {"Cf", "Mn"}


def watched(*texts: str) -> str:
    """Return the first watched word that stands in one of the texts; empty where none does.

    Whole words count, in capitals or not, however they are spaced and with whatever invisible characters between.
    """
    pattern = _pattern()
    for text in texts:
        if pattern and (found := pattern.search(_plain(text))):
            return found.group()
    return ""


def why_held(word: str) -> str:
    """Return what officers read of why a report is held back, in Indonesian; empty where no word was found."""
    if not word:
        return ""
    with translation.override("id"):
        return gettext("It has the watched word “%(word)s”.") % {"word": word[:100]}


def _plain(text: str) -> str:
    """Return text as it is compared: compatibility forms as plain letters, no accents, single spaces, small letters."""
    spread = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in spread if unicodedata.category(c) not in _UNSEEN).casefold().split())


def _compiled(words: Iterable[str]) -> re.Pattern[str] | None:
    plain = sorted(filter(None, map(_plain, words)), key=len, reverse=True)
    if not plain:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)")


_pattern = Remembered(lambda: _compiled(WatchWord.objects.filter(active=True).values_list("word", flat=True)))
