"""Addresses of layers: /peta/lapis/<layer>/<z>/<x>/<y>.mvt, and <layer>.geojson of a view. They have no language."""

from django.urls import re_path

from maps.layers import views

app_name = "layers"
urlpatterns = [
    re_path(r"^(?P<name>[^/]+)/(?P<z>[^/]+)/(?P<x>[^/]+)/(?P<y>[^/]+)\.mvt$", views.tile, name="tile"),
    re_path(r"^(?P<name>[^/.]+)\.geojson$", views.view, name="view"),
]
