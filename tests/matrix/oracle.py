"""The truth, written down without a look at the code: what each role may know of each kind of report."""

from enum import IntEnum


class Knows(IntEnum):
    """How much someone may know; each step includes those before."""

    NOTHING = 0
    SUMMARY = 1
    CONTENT = 2
    REPORTER = 3
    CASE = 4


# What stands in a report, and from which step on it may be read. The words are planted by tests/matrix/scenes.py.
TELLTALES: dict[str, tuple[str, Knows]] = {
    "the number": ("", Knows.SUMMARY),  # of the report itself
    "the account": ("sampahzqx", Knows.CONTENT),
    "the public answer": ("jawabanzqx", Knows.CONTENT),
    "the accused": ("cvterlaporzqx", Knows.CONTENT),
    "the blackened word": ("hitamzqx", Knows.REPORTER),
    "how to find the place": ("patokanzqx", Knows.REPORTER),
    "the question to the reporter": ("pertanyaanzqx", Knows.REPORTER),
    "the reporter's reply": ("balasanzqx", Knows.REPORTER),
    "the note among staff": ("catatanzqx", Knows.CASE),
    "the officer's name": ("Petugaszqx", Knows.CASE),
    "the file with the answer": ("berkasterbukazqx", Knows.CONTENT),
    "the file for the reporter": ("berkaspelaporzqx", Knows.REPORTER),
    "the file with the note": ("berkasdalamzqx", Knows.CASE),
}
# What nobody reads anywhere but by an action of its own that is logged.
IDENTITY = ("Namazqx", "0812777zqx", "pelaporzqx@contoh.id")
EXACT = ("0.530123", "117.550456")
"""Latitude and longitude as pages and programs write them."""

HIDDEN = 2
"""The photo that was hidden, by its position."""

_SAID_LATER = {
    "the public answer", "the question to the reporter", "the reporter's reply", "the file with the answer",
    "the file for the reporter",
}  # fmt: skip

KINDS = (
    "public", "anonymous", "confidential", "anonymous and confidential", "unverified", "blackened", "held back",
    "confidential by category", "sensitive place", "archived", "joined to another", "accusing an agency", "exercise",
)  # fmt: skip

PUBLIC: dict[str, Knows] = {
    "public": Knows.CONTENT,
    "anonymous": Knows.CONTENT,
    "confidential": Knows.NOTHING,
    "anonymous and confidential": Knows.NOTHING,
    "unverified": Knows.SUMMARY,
    "blackened": Knows.CONTENT,
    "held back": Knows.NOTHING,
    "confidential by category": Knows.NOTHING,
    "sensitive place": Knows.CONTENT,
    "archived": Knows.NOTHING,
    "joined to another": Knows.NOTHING,
    "accusing an agency": Knows.CONTENT,
    "exercise": Knows.NOTHING,
}
"""What everyone may know."""

CLOSED = ("anonymous", "blackened")
"""Kinds that are closed in the end; the other open ones wait for the reporter."""
CONFIDENTIAL = ("confidential", "anonymous and confidential", "confidential by category", "exercise")
# Notes and who wrote them stay on the case's page.
_NEVER_SENT = {"the note among staff", "the file with the note", "the officer's name"}

OUTSIDE = ("visitor", "other citizen", "officer elsewhere", "monitor elsewhere")
REPORTERS = ("holder of the PIN", "citizen who claimed it")
INSIDE = (
    "officer", "administrator of the agency", "administrator of the institution", "provincial monitor",
    "national administrator", "superuser", "officer with a copy",
)  # fmt: skip
ROLES = (*OUTSIDE, *REPORTERS, *INSIDE, "officer of the accused agency")


def inside(kind: str, role: str) -> bool:
    """Whether a role has the case in hand. Whoever administers the accused agency is of it, too."""
    return role in INSIDE and (kind, role) != ("accusing an agency", "administrator of the institution")


def knows(kind: str, role: str) -> Knows:
    """What a role may know of a kind of report."""
    if (kind, role) == ("exercise", "holder of the PIN"):
        return Knows.NOTHING  # nobody holds it: an exercise has no reporter, and number and PIN do not open it
    if role in REPORTERS:
        return Knows.REPORTER
    return Knows.CASE if inside(kind, role) else PUBLIC[kind]


def counts(kind: str, role: str) -> bool:
    """Whether a role's counts hold a report of a kind: what everyone may know, and what it has in hand.

    Who reported it, or opened it with its PIN, counts what everyone does. Exercises are no reports.
    """
    return kind != "exercise" and (PUBLIC[kind] > Knows.NOTHING or inside(kind, role))


def sendable(kind: str, role: str) -> set[str]:
    """Return what may be sent to a role, by letter or to its agency's program: many read an office's mailbox."""
    if role in INSIDE and kind in CONFIDENTIAL:
        return {"the number"}
    return readable(kind, role) - _NEVER_SENT


def place_sendable(kind: str, role: str) -> bool:
    """Whether the exact point may be sent to a role."""
    return exact_place(kind, role) and not (role in INSIDE and kind in CONFIDENTIAL)


def exact_place(kind: str, role: str) -> bool:
    """Whether a role may know the exact point: the public of sensitive ones never."""
    level = knows(kind, role)
    return level >= Knows.REPORTER or (level >= Knows.SUMMARY and kind != "sensitive place")


def said_in(kind: str) -> set[str]:
    """Return the telltales that stand in a kind of report at all."""
    return set(TELLTALES) - (_SAID_LATER if kind == "unverified" else set())


def readable(kind: str, role: str) -> set[str]:
    """Return the telltales that a role may read in a kind of report."""
    level = knows(kind, role)
    found = {name for name, (_word, least) in TELLTALES.items() if level >= least}
    if kind != "blackened" and level >= Knows.CONTENT:
        found.add("the blackened word")  # it stands in the account, and nothing is black
    return found
