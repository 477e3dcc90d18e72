"""Services: the categories, and what each asks besides."""

from typing import Any

from reports.models import Category
from reports.open311.attributes import attributes_of


def service_list() -> list[dict[str, Any]]:
    """Return the categories in use as services, in the language of the request."""
    return [_service(category) for category in Category.objects.active().select_related("theme")]


def _service(category: Category) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.hint or None,
        "metadata": True,  # how much may be told of a report is asked of every one
        "type": "realtime",
        "keywords": ", ".join(category.words) or None,
        "group": category.theme.name,
    }


def definition(category: Category) -> dict[str, Any]:
    """Return what a service asks besides place and description."""
    attributes = enumerate(attributes_of(category), start=1)
    return {
        "service_code": category.code,
        "attributes": [attribute.as_dict(order) for order, attribute in attributes],
    }
