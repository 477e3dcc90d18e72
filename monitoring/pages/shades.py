"""Into which classes figures are put on a map: the same for all areas, panels and periods.

Breaks are fixed and say something by themselves (fifths of a hundred, days of a deadline, bands of the index), so that
two maps can be compared that were drawn years apart. What is of too few cases is not classed.

Darker is always more. The hue says whether more is better (teal) or worse (brown): the eye that looks for dark spots on
a map must not take the best for the worst. Both ramps have the same steps of lightness, and are told apart by all eyes.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.measures import FEWEST_RANKED, Direction, Figure, Measure, Unit

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


@dataclass(frozen=True, slots=True)
class Legend:
    """The classes of measures that share a ramp, from the lowest figure on; `title` says at which end one does well."""

    title: str
    shades: tuple[Shade, ...]


def shade_of(measure: Measure, figure: Figure | None) -> str:
    """Return the name of the class of a figure: of its ramp, or that it is not classed."""
    if figure is None or figure.value is None:
        return NOTHING
    if figure.n < FEWEST_RANKED or figure.provisional:
        return FEW
    place = max(sum(figure.value >= lower for lower in BREAKS[measure.unit]) - 1, 0)
    return f"{_ramp(measure)}-{place}"


def legend_of(measure: Measure) -> Legend:
    """Return the ramp of a measure in words."""
    good = measure.direction == Direction.HIGHER
    title = _("The darker, the more, and the better") if good else _("The darker, the more, and the worse")
    places = range(len(BREAKS[measure.unit]))
    return Legend(title, tuple(Shade(f"{_ramp(measure)}-{n}", _words(measure.unit, n)) for n in places))


def not_classed() -> tuple[Shade, ...]:
    """Return what is beside the ramps in a legend."""
    few = _("fewer than %(n)s cases: not compared") % {"n": FEWEST_RANKED}
    return Shade(FEW, few), Shade(NOTHING, _("no figure"))


def _ramp(measure: Measure) -> str:
    return "good" if measure.direction == Direction.HIGHER else "bad"


def _words(unit: Unit, place: int) -> str:
    """Return the limits of a class with their unit."""
    breaks = BREAKS[unit]
    if place + 1 == len(breaks):
        return _("%(n)s and more") % {"n": _number(breaks[place], unit)}
    limits = {"from": _number(breaks[place]), "to": _number(breaks[place + 1], unit)}
    return _("%(from)s to under %(to)s") % limits


def _number(value: float, unit: Unit | None = None) -> str:
    """Return a limit, with its unit where one is given."""
    words = number_format(value, decimal_pos=0 if value == int(value) else 2)
    if unit == Unit.PERCENT:
        return _("%(value)s%%") % {"value": words}
    if unit == Unit.DAYS:
        return ngettext("%(value)s working day", "%(value)s working days", int(value)) % {"value": words}
    return words
