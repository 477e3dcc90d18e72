"""Figures of several areas with their intervals, one below the other."""

import altair as alt

from monitoring.charts.drawing import Values
from monitoring.charts.theme import ACCENT, PRIMARY, headed

ROW_HEIGHT = 22
NAMES_WIDE = 120  # pixels that names of areas take more than numbers at an axis do
FIGURES_WIDE = 48  # pixels of the column of figures at the end of the rows


def intervals(values: Values, width: int) -> alt.TopLevelMixin:
    """Return a point with its 95 % interval for each value, in their order, and a line at the middle of all.

    Parameters
    ----------
    values
        Rows of `name`, `value`, `low` and `high` (numbers or None) and `label` (the figure in words, at the end of its
        row), one of `middle` and `label`, and one of `axis` alone: the unit.
    """
    rows = [row for row in values if "name" in row]
    plot = width - NAMES_WIDE - FIGURES_WIDE
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, grid=True, labelLimit=190 if width > NAMES_WIDE * 3 else 125),
        )
    )
    across = alt.X("low:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=max(plot // 60, 2)))
    spans = base.mark_rule(color=PRIMARY, strokeWidth=3, opacity=0.45).encode(x=across, x2="high:Q")
    points = base.mark_point(color=PRIMARY, filled=True, size=60, opacity=1).encode(x="value:Q")
    figures = base.mark_text(align="left", dx=8).encode(x=alt.value(plot), text="label:N")
    layers: list[alt.Chart] = [spans, points, figures]
    middle = [row for row in values if "middle" in row]
    if middle:
        line = alt.Chart(alt.InlineData(values=middle)).encode(x="middle:Q")
        layers.insert(0, line.mark_rule(color=ACCENT, strokeDash=[5, 4]))
        layers.append(
            line.mark_text(color=ACCENT, fontWeight="bold", baseline="bottom", dy=-3).encode(
                y=alt.value(0), text="label:N"
            )
        )
    return headed(alt.layer(*layers).properties(width=plot, height=ROW_HEIGHT * len(rows)), values)
