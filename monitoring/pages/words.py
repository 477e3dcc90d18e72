"""Figures in words, in the language of the page: value, interval, number of cases."""

from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.measures import BY_NAME, FEWEST_RANKED, Direction, Figure, Measure, Unit

NOTHING: Final = "–"
_DECIMALS: Final = {Unit.PERCENT: 1, Unit.PER_CASE: 2, Unit.INDEX: 2}


def value_of(figure: Figure) -> str:
    """Return the value with its unit; a dash where there is none."""
    return in_unit(figure.value, BY_NAME[figure.measure].unit) if figure.value is not None else NOTHING


def plain(figure: Figure) -> str:
    """Return the value without its unit, for where the unit stands beside; percents keep their sign."""
    unit = BY_NAME[figure.measure].unit
    if figure.value is None or unit == Unit.PERCENT:
        return value_of(figure)
    return number(figure.value, unit)


def in_unit(value: float, unit: Unit) -> str:
    """Return a value with its unit."""
    if unit == Unit.PERCENT:
        return _("%(value)s%%") % {"value": number(value, unit)}
    if unit == Unit.DAYS:
        count = value if value != int(value) else int(value)
        return ngettext("%(value)s working day", "%(value)s working days", 1 if count == 1 else 2) % {
            "value": number(value, unit)
        }
    return number(value, unit)


def number(value: float, unit: Unit) -> str:
    """Return a number with as many decimals as its unit has."""
    decimals = _DECIMALS.get(unit, 0 if value == int(value) else 1)
    return number_format(round(value, decimals), decimal_pos=decimals, force_grouping=True)


def unit_words(measure: Measure) -> str:
    """Return what the numbers along an axis are of."""
    words = {
        Unit.PERCENT: _("percent"),
        Unit.DAYS: _("working days"),
        Unit.INDEX: _("index from 25 to 100"),
        Unit.PER_CASE: _("transfers per case"),
    }
    return words.get(measure.unit, _("cases"))


def interval_of(figure: Figure) -> str:
    """Return the limits of the 95 % interval; "" where there is none."""
    if figure.low is None:
        return ""
    unit = BY_NAME[figure.measure].unit
    if figure.high is None:
        return _("%(low)s or more") % {"low": number(figure.low, unit)}
    return f"{number(figure.low, unit)}–{number(figure.high, unit)}"


def is_few(figure: Figure) -> bool:
    """Whether a figure is of too few cases to be compared."""
    unit = BY_NAME[figure.measure].unit
    return unit != Unit.CASES and figure.value is not None and figure.n < FEWEST_RANKED


def better_is(measure: Measure) -> str:
    """Return which way is better; "" where neither is."""
    words = {Direction.HIGHER: _("higher is better"), Direction.LOWER: _("lower is better")}
    return words.get(measure.direction, "")


def cases(n: int) -> str:
    """Return a number of cases."""
    return number_format(n, force_grouping=True)


def heat_of(n: int, most: int) -> int:
    """Return the shade of a number among others, from 0 (light) to 4 (dark): fifths of the largest."""
    return min(5 * n // most, 4)
