"""Ways to take a map along, offered on the page that shows it."""

from typing import Any

from django import template

from maps.selection import Selection

register = template.Library()


@register.inclusion_tag("maps/pictures/take_along.html", takes_context=True)
def take_along_panel(context: dict[str, Any], layer: str, selection: Selection) -> dict[str, Any]:
    """Offer a layer of a selection on paper, as a picture, and as a frame for another site."""
    query = "&".join(filter(None, (f"layer={layer}", selection.query())))
    return {"query": query, "request": context["request"]}
