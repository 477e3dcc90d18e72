"""Tags of the officers' desk."""

from django import template
from django.template.context import Context
from django.utils.formats import number_format

from reports.desk.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_frame(context: Context) -> Frame:
    """What stands around the page: navigation and agencies (reports.desk.frame)."""
    return frame_of(context["request"])


@register.filter
def distance(metres: float) -> str:
    """A distance in words: "350 m", "2,4 km"."""
    if metres < 1_000:
        return f"{round(metres, -1):.0f} m"
    return f"{number_format(metres / 1_000, 1 if metres < 10_000 else 0)} km"
