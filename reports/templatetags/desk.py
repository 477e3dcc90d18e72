"""Tags of the officers' desk."""

from django import template
from django.template.context import Context

from reports.desk.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_frame(context: Context) -> Frame:
    """What stands around the page: navigation and agencies (reports.desk.frame)."""
    return frame_of(context["request"])
