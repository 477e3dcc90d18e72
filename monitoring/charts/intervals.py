"""Figures of several areas with their intervals, one below the other."""

import altair as alt

from monitoring.charts.drawing import Values
from monitoring.charts.theme import ACCENT, PRIMARY

ROW_HEIGHT = 22
NAMES_WIDE = 120  # pixels that names of areas take more than numbers at an axis do


def intervals(values: Values, width: int) -> alt.TopLevelMixin:
    """Return a point with its 95 % interval for each value, in their order, and a line at the middle of all.

    Parameters
    ----------
    values
        Rows of `name`, `value`, `low` and `high` (numbers or None), and one of `middle` alone.
    """
    rows = [row for row in values if "name" in row]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, grid=True, labelLimit=190 if width > NAMES_WIDE * 3 else 130),
        )
    )
    across = alt.X("low:Q", title=None, scale=alt.Scale(zero=False))
    spans = base.mark_rule(color=PRIMARY, strokeWidth=3, opacity=0.45).encode(x=across, x2="high:Q")
    points = base.mark_point(color=PRIMARY, filled=True, size=60, opacity=1).encode(x="value:Q")
    layers: list[alt.Chart] = [spans, points]
    middle = [row for row in values if "middle" in row]
    if middle:
        line = alt.Chart(alt.InlineData(values=middle)).mark_rule(color=ACCENT, strokeDash=[5, 4])
        layers.insert(0, line.encode(x="middle:Q"))
    return alt.layer(*layers).properties(width=width - NAMES_WIDE, height=ROW_HEIGHT * len(rows))
