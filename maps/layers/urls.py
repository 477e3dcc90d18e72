"""Addresses of layers: tiles (/peta/lapis/<layer>/<z>/<x>/<y>.mvt), views (<layer>.geojson?bbox=…&zoom=…), files."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import re_path

from maps.downloads.views import download
from maps.layers import views
from maps.layers.safe import read_only


@read_only
def layer(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """Answer with what lies in a view, or with a file of all that the filters let through."""
    if suffix == "geojson" and "bbox" in request.GET:
        return views.view(request, name)
    return download(request, name, suffix)


app_name = "layers"
urlpatterns = [
    re_path(r"^(?P<name>[^/]+)/(?P<z>[^/]+)/(?P<x>[^/]+)/(?P<y>[^/]+)\.mvt$", views.tile, name="tile"),
    re_path(r"^(?P<name>[^/.]+)\.(?P<suffix>[^/.]+)$", layer, name="layer"),
]
