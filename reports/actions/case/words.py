"""Words that somebody writes on a case: cleaned of what no page can show, and refused where they are not enough."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.actions.case.errors import RefusedError

BODY = 10_000
"""Characters of a message at most: some five pages, more than any letter that answers a complaint."""
NOTE = 2_000
"""Characters of a reason at most."""

# Controls and halves of surrogate pairs: the database refuses some, no page shows any.
_UNUSABLE = {"Cc", "Cs"}
_NO_CHARACTERS = "\ufffe\uffff"  # XML has no place for them: one would break a feed
# Letters, digits, punctuation and signs; what has none of them shows nothing, however long it is.
_VISIBLE = frozenset("LNPS")
_BLANK = re.compile(r"\{[^{}\n]{1,80}\}")


def clean(text: str) -> str:
    """Return a text without controls, with its line breaks; other scripts, emoji and their joiners stay as written."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    shown = (c for c in lines if c == "\n" or unicodedata.category(c) not in _UNUSABLE)
    return "".join(c for c in shown if c not in _NO_CHARACTERS).strip()


def said(text: str, field: str, *, needed: bool = True, at_least: int = 0, at_most: int = BODY) -> str:
    """Return what somebody wrote, cleaned; the empty text where it shows nothing and need not.

    Parameters
    ----------
    field
        The argument of the verb: where a page shows what is wrong.
    at_least, at_most
        Limits in characters.

    Raises
    ------
    RefusedError
        Nothing was written though it is needed, too little, too much, or a blank of a template was left unfilled.
    """
    text = clean(text)
    if not any(unicodedata.category(c)[0] in _VISIBLE for c in text):
        if needed:
            raise RefusedError(_("Please write something here."), field)
        return ""
    if len(text) < at_least:
        raise RefusedError(
            _("Please say a little more: at least %(least)d characters, this has %(number)d.")
            % {"least": at_least, "number": len(text)},
            field,
        )
    if len(text) > at_most:
        over = len(text) - at_most
        raise RefusedError(
            ngettext(
                "This is too long by %(over)d character: %(most)d at most.",
                "This is too long by %(over)d characters: %(most)d at most.",
                over,
            )
            % {"over": over, "most": at_most},
            field,
        )
    return text


def reason(note: str) -> str:
    """Return a verb's `note` where it is needed, of NOTE characters at most. Raises RefusedError as `said` does."""
    return said(note, "note", at_most=NOTE)


def remark(note: str) -> str:
    """Return a verb's `note` where it need not be there, of NOTE characters at most. Raises RefusedError, too long."""
    return said(note, "note", needed=False, at_most=NOTE)


def filled(text: str, field: str) -> str:
    """Return a text that is sent as it stands.

    Raises
    ------
    RefusedError
        A blank of a text kept ready, "{tanggal kunjungan}", was not filled.
    """
    blank = _BLANK.search(text)
    if blank:
        raise RefusedError(_("Please fill the blank %(blank)s first.") % {"blank": blank.group()}, field)
    return text
