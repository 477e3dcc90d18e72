"""Bars of counts: how many cases are of each kind."""

import altair as alt

from monitoring.charts.drawing import Values
from monitoring.charts.theme import PRIMARY

BAR_HEIGHT = 30
NAMES_WIDE = 70  # pixels that names take more than numbers at an axis do


def bars(values: Values, width: int) -> alt.TopLevelMixin:
    """Return horizontal bars in the order of the values.

    Parameters
    ----------
    values
        Rows of `name`, `n` and `label`, what to write behind the bar.
    """
    base = alt.Chart(alt.InlineData(values=list(values))).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)),
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
    )
    drawn = base.mark_bar(color=PRIMARY, height={"band": 0.7})
    labels = base.mark_text(align="left", dx=6).encode(text="label:N")
    return alt.layer(drawn, labels).properties(width=width - NAMES_WIDE, height=BAR_HEIGHT * len(values))
