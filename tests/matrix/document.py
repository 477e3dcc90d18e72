"""docs/who-sees-what.md, written from the table that all pages are held against."""

from pathlib import Path

from tests.matrix.oracle import KINDS, ROLES, TELLTALES, Knows, exact_place, knows
from tests.matrix.surfaces import SURFACES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "who-sees-what.md"
_WORDS = {
    Knows.NOTHING: "–",
    Knows.SUMMARY: "summary",
    Knows.CONTENT: "content",
    Knows.REPORTER: "reporter's",
    Knows.CASE: "case",
}
_HEAD = """# Who sees what

Written by `python -m tests.matrix` from the table in `tests/matrix/oracle.py`.
`tests/matrix/test_who_sees_what.py` plays a report of each kind through its verbs, lets everyone look at it on every
surface, and compares.

- **–**: nothing, not even that the report exists. **summary**: number, category, area, state, days.
- **content**: also the account, the suspected source, the public photos and answers: once a person has verified it.
- **reporter's**: also what was blackened, hidden photos, how to find the place, questions and replies.
- **case**: also notes among staff and who did what. Who the reporter is stands on none of these pages: it takes an
  action of its own, with a reason, that is on record before anything is shown.
- An asterisk: the place is a cell, not a point.
- Lists, maps, feeds of areas and files tell the day on which a report came in; the history on its page, its own
  feed, the API and Open311 tell the moment of each step.
- What is sent to an office, by letter or webhook, says of a confidential report its number and nothing of its content;
  notes among staff are not sent at all. Feed and hint at filing tell nobody more than a visitor.
- Maps and their files count for each role what everyone may know and what it has in hand (`tests/matrix/counting.py`):
  a report that was opened with its PIN, or claimed, is in nobody's count for that. How urgent a case was found is told
  by no count to those who do not have it in hand: to visitors the filter of urgency is that of the category, and staff
  count with it the cases in their hands alone (`maps/layers/audience.py`, `tests/maps/test_layers_urgency.py`).

"""


def document() -> str:
    """Return the text of the document."""
    lines = [f"| | {' | '.join(KINDS)} |", f"|---|{'---|' * len(KINDS)}"]
    lines += [f"| {role} | {' | '.join(_cell(kind, role) for kind in KINDS)} |" for role in ROLES]
    planted = ", ".join(TELLTALES)
    surfaces = "; ".join(surface.name for surface in SURFACES)
    return (
        f"{_HEAD}{chr(10).join(lines)}\n\n"
        f"Looked for: {planted}, name, telephone and e-mail of the reporter, the point.\n\n"
        f"Surfaces: {surfaces}; photos, their small copies, and the originals as staff see them; the querysets "
        "`visible_to` and `in_the_hands_of`.\n\n"
        "Each address of the project is on one of them, or stands in `tests/matrix/test_addresses.py` with the reason "
        "why not.\n"
    )


def _cell(kind: str, role: str) -> str:
    level = knows(kind, role)
    coarse = level > Knows.NOTHING and not exact_place(kind, role)
    return _WORDS[level] + ("*" if coarse else "")
