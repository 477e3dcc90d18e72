"""The index of satisfaction (IKM) by the nine unsur of PermenPANRB 14/2017."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.counting.tally import Tally
from monitoring.measures.figures import Figure, Part
from monitoring.measures.intervals import mean_interval
from reports.models import UNSUR

FEWEST_ANSWERS: Final = 10
"""Ratings below which no index is told (domain.md section 5)."""

UNSUR_LABELS: Final = {
    "requirements": _("requirements"),
    "procedure": _("system and procedure"),
    "time": _("time taken"),
    "cost": _("cost"),
    "product": _("result of the service"),
    "competence": _("competence of the staff"),
    "conduct": _("conduct of the staff"),
    "facilities": pgettext_lazy("unsur", "facilities"),
    "complaints": _("handling of complaints"),
}

_BANDS: Final = ((Decimal("88.31"), "A"), (Decimal("76.61"), "B"), (Decimal("65.00"), "C"), (Decimal("25.00"), "D"))
_WEIGHT, _SCALE = Fraction(1, len(UNSUR)), 25


def index_of(sums: list[int], numbers: list[int]) -> Decimal | None:
    """Return IKM = Σ NRR × 1/9 × 25, rounded once, to two decimals; None where an unsur has no answer.

    Parameters
    ----------
    sums, numbers
        Sum of marks, and how many there are, of each unsur: NRR is one by the other.
    """
    if not all(numbers):
        return None
    exact = sum(Fraction(total, n) for total, n in zip(sums, numbers, strict=True)) * _WEIGHT * _SCALE
    # Ties exist only in exact numbers, and go up as in a hand calculation.
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def band_of(index: Decimal) -> str:
    """Return the band of a rounded index: A 88.31–100, B 76.61–88.30, C 65.00–76.60, D 25.00–64.99."""
    return next(band for least, band in _BANDS if index >= least)


def satisfaction(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    """Reckon the index from ratings with all nine marks; from fewer than ten of them a provisional one from all.

    Parts are the nine unsur with their NRR (1 to 4) and how many marks it is of.
    """
    given = tally.survey
    complete = given["complete"] >= FEWEST_ANSWERS
    n = given["complete"] if complete else given["n"]
    sums = [given[f"{name}_complete" if complete else name] for name in UNSUR]
    numbers = [n if complete else given[f"{name}_n"] for name in UNSUR]
    parts = tuple(
        Part(name, UNSUR_LABELS[name], number, total / number if number else None)
        for name, total, number in zip(UNSUR, sums, numbers, strict=True)
    )
    index = index_of(sums, numbers) if n >= FEWEST_ANSWERS else None
    if index is None:
        why = _("fewer than ten ratings") if n < FEWEST_ANSWERS else _("a question that nobody answered")
        return Figure(measure, n=n, cutoff=cutoff, why=why, provisional=True)
    scale = _SCALE / len(UNSUR)
    limits = mean_interval(given["total"], given["squares"], n) if complete else None
    low, high = (min(100.0, max(25.0, limit * scale)) for limit in limits) if limits else (None, None)
    return Figure(
        measure, n=n, cutoff=cutoff, value=float(index), low=low, high=high,
        band=band_of(index) if complete else "", provisional=not complete, parts=parts,
    )  # fmt: skip
