"""Classes of a map: what falls into each, how it is drawn, and what the legend says of it."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

RAMP: Final = ("#fee8b0", "#fdbe68", "#f08a34", "#c8551b", "#86300b")
"""Light to dark brown: told apart without red or green, and in grey."""

FEW: Final = "#d9d5c8"
"""Too few to be compared: the grey of what is not judged."""

NOTHING: Final = "#ffffff"
NO_DENOMINATOR: Final = "#c9c3d6"


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of the legend.

    `sign` is one letter or mark that stands for it where colour cannot be seen. `hatch` is the `d` of an SVG path that
    is drawn, again and again, on squares of 12 by 12 in the colour `ink`; "" for none.
    """

    name: str
    text: str
    fill: str
    sign: str = ""
    hatch: str = ""
    ink: str = "#ffffff"

    def drawn(self) -> dict[str, Any]:
        """What a script needs to draw it."""
        return {"name": self.name, "fill": self.fill, "hatch": self.hatch, "ink": self.ink}


@dataclass(frozen=True, slots=True)
class Scheme:
    """Classes of figures: under `few` reports nothing is said, from there on `breaks` are the lower bounds of classes.

    Parameters
    ----------
    breaks
        Ascending; five, as RAMP has colours. Of counts the first is `few`; of rates it is 0.
    few
        Reports that an area or hexagon must have before it is shaded, whatever is measured.
    reference
        Of what the breaks were made, in a sentence; "" where they are a plain ladder.
    """

    breaks: tuple[float, ...]
    few: int
    reference: str = ""
    rate: bool = False

    def class_of(self, n: int, value: float | None) -> str:
        """Return the name of the class of `n` reports that make a `value` (of counts n; None: no denominator)."""
        if n == 0:
            return "none"
        if n < self.few:
            return "few"
        if value is None:
            return "unknown"
        return str(max(sum(value >= lower for lower in self.breaks) - 1, 0))

    def classes(self) -> list[MapClass]:
        """Return all classes from none to most."""
        found = [MapClass("none", _("no reports"), NOTHING, "0")]
        found.append(MapClass("few", _few_words(self.few), FEW, "<"))
        if self.rate:
            found.append(MapClass("unknown", _("no denominator"), NO_DENOMINATOR, "?"))
        for place, (lower, fill) in enumerate(zip(self.breaks, RAMP, strict=True)):
            upper = self.breaks[place + 1] if place + 1 < len(self.breaks) else None
            found.append(MapClass(str(place), self._range(lower, upper), fill, str(place + 1)))
        return found

    def drawn(self) -> dict[str, Any]:
        """What a script needs to class and draw."""
        return {"breaks": self.breaks, "few": self.few, "classes": [one.drawn() for one in self.classes()]}

    def _range(self, lower: float, upper: float | None) -> str:
        if upper is None:
            return _("%(n)s and more") % {"n": number(lower)}
        if self.rate:
            return _("%(from)s to under %(to)s") % {"from": number(lower), "to": number(upper)}
        return number(lower) if upper - lower == 1 else f"{number(lower)}–{number(upper - 1)}"


def _few_words(few: int) -> str:
    return _("1 to %(n)s: too few to compare") % {"n": few - 1} if few > 2 else _("1: too few to compare")


def number(value: float) -> str:
    """Write a number in the language of the page: whole where it is, else with no more digits than say something."""
    if value == int(value):
        return number_format(int(value), force_grouping=True)
    return number_format(value, decimal_pos=1 if abs(value) >= 1 else 2, force_grouping=True)
