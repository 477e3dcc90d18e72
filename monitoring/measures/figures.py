"""One figure: a number of a measure, with all that must stand beside it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

FEWEST_RANKED: Final = 20
"""Cases below which nothing is ranked (domain.md section 5)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure: its name, what to call it, how many, and what they come to in the figure's unit."""

    name: str
    label: str | Promise
    n: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure came to for one group.

    `value` is in the measure's unit (shares from 0 to 100) and not rounded; None where there is nothing to say, and
    then `why` says why. `n` is of how many cases, `hits` how many of them it is true of where it is a share. `low` and
    `high` are the limits of the 95 % interval; None where there is none, and for a median beyond what was seen. `band`
    is the class of an index, `provisional` that it is not to be published as such.
    """

    measure: str
    n: int
    cutoff: dt.datetime
    value: float | None = None
    hits: int | None = None
    low: float | None = None
    high: float | None = None
    why: str | Promise = ""
    band: str = ""
    provisional: bool = False
    parts: tuple[Part, ...] = ()
