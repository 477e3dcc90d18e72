"""Black out words of a report. The officer marks them; nobody can put other words into a citizen's mouth."""

import re

from reports.redaction import BLACK

# The first pair that the text itself does not use.
_MARKS = (("[[", "]]"), ("{{", "}}"), ("<<", ">>"), ("((", "))"), ("⟦", "⟧"))


class MarksError(ValueError):
    """The marked text is not the report's own: words were changed (`changed`), or a mark lacks its other half."""

    def __init__(self, *, changed: bool) -> None:
        super().__init__("changed" if changed else "unpaired")
        self.changed = changed


def marks_for(text: str) -> tuple[str, str]:
    """Return the pair of marks to use for a text."""
    return next((pair for pair in _MARKS if not any(mark in text for mark in pair)), _MARKS[-1])


def mark(text: str, published: str | None) -> str:
    """Return a text with marks around what is blacked out in its published form."""
    if published is None or published == text:
        return text
    opening, closing = marks_for(text)
    if not published:
        return f"{opening}{text}{closing}" if text else text
    kept = [re.escape(part) for part in published.split(BLACK)]
    found = re.fullmatch("(.+?)".join(kept), text, re.DOTALL)
    if found is None:  # published by other hands than these: begin anew
        return text
    out, end = "", 0
    for group in range(1, len(kept)):
        start, stop = found.span(group)
        out += f"{text[end:start]}{opening}{text[start:stop]}{closing}"
        end = stop
    return out + text[end:]


def blacken(text: str, marked: str) -> str | None:
    """Return the text to publish; None where nothing is marked.

    Parameters
    ----------
    text
        What the report says.
    marked
        The same with marks around what is to be hidden.

    Raises
    ------
    MarksError
        As the class says.
    """
    opening, closing = marks_for(text)
    parts = re.split(f"({re.escape(opening)}|{re.escape(closing)})", marked)
    depth, seen, public = 0, "", ""
    for part in parts:
        if part in (opening, closing):
            depth += 1 if part == opening else -1
            if depth not in (0, 1):
                raise MarksError(changed=False)
            if depth == 0 and not public.endswith(BLACK):
                public += BLACK
            continue
        seen += part
        public += "" if depth else part
    if depth:
        raise MarksError(changed=False)
    if " ".join(seen.split()) != " ".join(text.split()):
        raise MarksError(changed=True)
    return public if BLACK in public else None
