"""Classes of what statistics found: how sure a hot or cold cell is, and how it came to be one."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from maps.classes.scheme import MapClass

NOT_JUDGED: Final = "none"
UNREMARKABLE: Final = "#f3f1ea"

CONFIDENCES: Final = (99, 95, 90, 0, -90, -95, -99)
_CONFIDENCE_FILLS: Final = {
    99: "#a50f26", 95: "#e0684c", 90: "#f4ad86", 0: UNREMARKABLE, -90: "#a9cfe6", -95: "#5d9fce", -99: "#1d5497",
}  # fmt: skip
"""Red and blue, dark where it is sure: deuteranopes and protanopes tell these two apart."""

# Each of the eight: its hatch on a square of 12 by 12, colour when hot, when cold, and the colour of the hatch.
_PATTERNS: Final = {
    "new": ("M6 2.500v7M2.500 6h7", "#e2553d", "#4f93c4", "#ffffff"),
    "consecutive": ("M0 3h12M0 9h12", "#cf3a2b", "#3b7db8", "#ffffff"),
    "intensifying": ("M2 8.500l4-5 4 5", "#7d0a14", "#0b3a75", "#ffffff"),
    "persistent": ("", "#a8182a", "#1d5497", "#ffffff"),
    "diminishing": ("M2 3.500l4 5 4-5", "#f0936b", "#86b9db", "#4a1a10"),
    "sporadic": ("M3 3h.01M9 9h.01", "#f2a65f", "#a4cbe4", "#4a1a10"),
    "oscillating": ("M0 6q3-5 6 0t6 0", "#d7a1b9", "#a9b4dc", "#3b1530"),
    "historical": ("M-2 2L2-2M-2 14L14-2M10 14L14 10", "#cfc2ab", "#b9c7d0", "#6c5a4a"),
}
PATTERNS: Final = tuple(_PATTERNS)

_PATTERN_WORDS: Final = {
    "new": (gettext_lazy("new"), gettext_lazy("for the first time, in the last month")),
    "consecutive": (gettext_lazy("consecutive"), gettext_lazy("only in the last months, several in a row")),
    "intensifying": (gettext_lazy("intensifying"), gettext_lazy("nearly always, and stronger by the month")),
    "persistent": (gettext_lazy("persistent"), gettext_lazy("nearly always, neither stronger nor weaker")),
    "diminishing": (gettext_lazy("diminishing"), gettext_lazy("nearly always, but weaker by the month")),
    "sporadic": (gettext_lazy("sporadic"), gettext_lazy("on and off, the last month among them")),
    "oscillating": (gettext_lazy("oscillating"), gettext_lazy("now of this kind, earlier of the other")),
    "historical": (gettext_lazy("historical"), gettext_lazy("nearly always until lately, not in the last month")),
}


def confidence_words(confidence: int) -> str:
    """Say how sure a cell is: 99, 95 or 90 of the hot ones, the same below 0 of the cold ones, 0 of all others."""
    if confidence == 0:
        return _("not to be told from chance")
    words = _("hot, %(p)s%% confidence") if confidence > 0 else _("cold, %(p)s%% confidence")
    return words % {"p": abs(confidence)}


def confidence_classes() -> list[MapClass]:
    """Return the classes of significance, from hot to cold; their names are the figures themselves."""
    return [MapClass(str(c), confidence_words(c), _CONFIDENCE_FILLS[c], _signs(c)) for c in CONFIDENCES]


def _signs(confidence: int) -> str:
    times = {0: 0, 90: 1, 95: 2, 99: 3}[abs(confidence)]
    return ("+" if confidence > 0 else "−") * times


def pattern_words(pattern: str, *, cold: bool = False) -> str:
    """Name a pattern of heat, or of cold, in one or two words."""
    if pattern not in _PATTERN_WORDS:
        return _("no pattern")
    name = str(_PATTERN_WORDS[pattern][0])
    return pgettext("pattern", "%(name)s (cold)") % {"name": name} if cold else name


def pattern_meaning(pattern: str) -> str:
    """Say in a few words what a pattern means."""
    return str(_PATTERN_WORDS[pattern][1]) if pattern in _PATTERN_WORDS else ""


def pattern_classes(*, cold: bool = False) -> list[MapClass]:
    """Return the eight patterns of heat, or of cold; names are those of the statistics, with "cold-" before."""
    found = []
    for name, (hatch, hot, blue, ink) in _PATTERNS.items():
        text = f"{pattern_words(name, cold=cold)}: {pattern_meaning(name)}"
        shade = f"cold-{name}" if cold else name
        found.append(MapClass(shade, text, blue if cold else hot, name[0].upper(), hatch, ink))
    return found
