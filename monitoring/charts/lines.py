"""A figure over time, with its interval and what happened meanwhile."""

import altair as alt

from monitoring.charts.drawing import Values
from monitoring.charts.theme import ACCENT, PRIMARY

HEIGHT = 240
FEW_WIDE = 400  # pixels under which fewer months are named


def line(values: Values, width: int) -> alt.TopLevelMixin:
    """Return a line of a figure as of ends of months, in the band of its 95 % intervals.

    Parameters
    ----------
    values
        Rows of `on` (ISO date) and either `value`, `low`, `high` (numbers or None) or `mark`, the number of a remark:
        a broken line stands at its day.
    """
    points = [row for row in values if "mark" not in row]
    marks = [row for row in values if "mark" in row]
    base = alt.Chart(alt.InlineData(values=points))
    months = alt.X(
        "on:T",
        title=None,
        axis=alt.Axis(format="%b %y", tickCount=4 if width < FEW_WIDE else 8, grid=False, labelOverlap=True),
    )
    band = base.mark_area(color=PRIMARY, opacity=0.16).encode(x=months, y=alt.Y("low:Q", title=None), y2="high:Q")
    run = base.mark_line(color=PRIMARY, strokeWidth=2.4, point=alt.OverlayMarkDef(color=PRIMARY, size=38)).encode(
        x=months, y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    )
    layers: list[alt.Chart] = [band, run]
    if marks:
        remarks = alt.Chart(alt.InlineData(values=marks)).encode(x="on:T")
        layers.append(remarks.mark_rule(color=ACCENT, strokeDash=[5, 4]))
        layers.append(
            remarks.mark_text(color=ACCENT, baseline="bottom", fontWeight="bold", dy=-2).encode(
                y=alt.value(0), text="mark:N"
            )
        )
    return alt.layer(*layers).properties(width=width, height=HEIGHT)
