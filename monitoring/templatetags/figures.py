"""What templates of figures ask for."""

from typing import Any

from django import template

from monitoring.pages.strip import Tab, strip
from monitoring.pages.subjects import nation

register = template.Library()


@register.simple_tag(takes_context=True)
def figure_tabs(context: dict[str, Any]) -> list[Tab]:
    """Return the ways to the other pages about whomever this page is about: the nation where it is about nobody."""
    asked = context.get("asked")
    return strip(context.get("subject") or nation(), context["request"].path, asked.query if asked else "")
