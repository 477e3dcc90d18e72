"""A figure over time, with its interval and what happened meanwhile."""

import datetime as dt
from math import ceil
from typing import Any

import altair as alt

from monitoring.charts.drawing import Values
from monitoring.charts.theme import ACCENT, PRIMARY, headed

HEIGHT = 240
FEW_WIDE = 400  # pixels under which fewer months are named
ROOM = 44  # pixels to the right of the last point for its figure


def line(values: Values, width: int) -> alt.TopLevelMixin:
    """Return a line of a figure as of ends of months, in the band of its 95 % intervals.

    Its first and its last point are written out, and months are named at the points themselves.

    Parameters
    ----------
    values
        Rows of `on` (ISO date) and either `value`, `low`, `high` (numbers or None) and `label` (the figure in words),
        or `mark`, the number of a remark: a broken line stands at its day. One row may have `axis` alone: the unit.
    """
    points = [row for row in values if "value" in row]
    marks = [row for row in values if "mark" in row]
    base = alt.Chart(alt.InlineData(values=points))
    months = alt.X("on:T", title=None, scale=alt.Scale(type="utc"), axis=_months(points, 3 if width < FEW_WIDE else 9))
    upright: Any = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    band = base.mark_area(color=PRIMARY, opacity=0.16).encode(x=months, y=alt.Y("low:Q", title=None), y2="high:Q")
    run = base.mark_line(color=PRIMARY, strokeWidth=2.4, point=alt.OverlayMarkDef(color=PRIMARY, size=38)).encode(
        x=months, y=upright
    )
    layers: list[alt.Chart] = [band, run, _first(points, months, upright), _last(points[-1:], months, upright)]
    if marks:
        remarks = alt.Chart(alt.InlineData(values=marks)).encode(x=months)
        layers.append(remarks.mark_rule(color=ACCENT, strokeDash=[5, 4]))
        layers.append(
            remarks.mark_text(color=ACCENT, baseline="bottom", fontWeight="bold", dy=-2).encode(
                y=alt.value(0), text="mark:N"
            )
        )
    return headed(alt.layer(*layers).properties(width=width - ROOM, height=HEIGHT), values)


def _first(points: list[dict[str, Any]], x: Any, y: Any) -> alt.Chart:
    """Return the first figure in words, on the side of its point to which the line does not go."""
    rises = len(points) > 1 and points[1]["value"] > points[0]["value"]
    words = alt.Chart(alt.InlineData(values=points[:1])).encode(x=x, y=y, text="label:N")
    return words.mark_text(align="left", baseline="middle", dx=4, dy=15 if rises else -15, fontWeight="bold")


def _last(points: list[dict[str, Any]], x: Any, y: Any) -> alt.Chart:
    words = alt.Chart(alt.InlineData(values=points)).encode(x=x, y=y, text="label:N")
    return words.mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")


def _months(points: list[dict[str, Any]], most: int) -> alt.Axis:
    """Return an axis that names months where their points stand, counted back from the last."""
    every = ceil(len(points) / most)
    days = [dt.date.fromisoformat(row["on"]) for row in reversed(points)][::every]
    named = [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in days]
    return alt.Axis(format="%b %y", values=named, grid=False, labelOverlap=True)
