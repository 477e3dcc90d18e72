"""The panel that offers a layer as files."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maps.downloads.files import FORMATS
from maps.layers.registry import LAYERS
from maps.selection import Selection

register = template.Library()

USES = {
    "csv": _("for a spreadsheet"),
    "geojson": _("for a web map or a notebook"),
    "gpkg": _("for QGIS and other map programs"),
    "parquet": _("for large evaluations"),
}


@register.inclusion_tag("maps/downloads_panel.html", takes_context=True)
def downloads_panel(context: dict[str, Any], name: str, selection: Selection) -> dict[str, Any]:
    """Offer a layer of a selection as files; layers that are drawn from others (heat) as the hexagons they are of."""
    layer = LAYERS.get(name) or LAYERS["heksagon"]
    signed_in = context["request"].user.is_authenticated
    return {
        "title": layer.title,
        "files": layer_files(layer.name, selection),
        "notebook": f"{settings.SITE_URL}{_address(layer.name, 'geojson', selection)}",
        "signed_in": signed_in,
        "licence": settings.DATA_LICENCE,
    }


@register.simple_tag
def layer_files(name: str, selection: Selection) -> list[dict[str, Any]]:
    """Return the files that a layer of a selection can be had as: their names, uses and addresses."""
    return [
        {"name": form.name, "use": USES[suffix], "address": _address(name, suffix, selection)}
        for suffix, form in FORMATS.items()
    ]


def _address(name: str, suffix: str, selection: Selection) -> str:
    address = reverse("maps:layers:layer", kwargs={"name": name, "suffix": suffix})
    return f"{address}?{selection.query()}" if selection.query() else address
