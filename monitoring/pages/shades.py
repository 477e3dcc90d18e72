"""Into which classes figures are put on a map: the same for all areas, panels and periods.

Breaks are fixed and say something by themselves (fifths of a hundred, days of a deadline, bands of the index), so that
two maps can be compared that were drawn years apart. What is of too few cases is not classed.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from monitoring.measures import FEWEST_RANKED, Figure, Measure, Unit

FEW, NOTHING = "few", "none"
BREAKS: Final[dict[Unit, tuple[float, ...]]] = {
    Unit.PERCENT: (0, 20, 40, 60, 80),
    Unit.DAYS: (0, 3, 6, 11, 15),  # answers are due after 5 and 14 working days
    Unit.PER_CASE: (0, 0.05, 0.1, 0.2, 0.4),
    Unit.INDEX: (25, 65, 76.61, 88.31),  # D, C, B, A of PermenPANRB 14/2017
}
"""Lower bounds of the classes of what is compared, light to dark."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A class of the legend; `name` is what style sheets call it."""

    name: str
    text: str


def shade_of(measure: Measure, figure: Figure | None) -> str:
    """Return the name of the class of a figure."""
    if figure is None or figure.value is None:
        return NOTHING
    if figure.n < FEWEST_RANKED or figure.provisional:
        return FEW
    return str(max(sum(figure.value >= lower for lower in BREAKS[measure.unit]) - 1, 0))


def shades(measure: Measure) -> list[Shade]:
    """Return the legend, from the lowest class to what is not classed."""
    breaks = BREAKS[measure.unit]
    found = [Shade(str(place), _words(measure.unit, place)) for place in range(len(breaks))]
    found.append(Shade(FEW, _("fewer than %(n)s cases: not compared") % {"n": FEWEST_RANKED}))
    found.append(Shade(NOTHING, _("no figure")))
    return found


def _words(unit: Unit, place: int) -> str:
    breaks = BREAKS[unit]
    if place + 1 == len(breaks):
        return _("%(n)s and more") % {"n": _number(breaks[place])}
    return _("%(from)s to under %(to)s") % {"from": _number(breaks[place]), "to": _number(breaks[place + 1])}


def _number(value: float) -> str:
    return number_format(value, decimal_pos=0 if value == int(value) else 2)
