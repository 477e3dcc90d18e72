"""Addresses of the base map."""

from django.urls import re_path

from boundaries import basemap_views

app_name = "boundaries"
urlpatterns = [
    re_path(
        r"^ubin/(?P<key>[0-9a-f]{16})/(?P<language>id|en)/label\.json$",
        basemap_views.labels,
        name="labels",
    ),
    re_path(
        r"^ubin/(?P<key>[0-9a-f]{16})/(?P<z>\d{1,2})/(?P<x>\d{1,7})/(?P<y>\d{1,7})\.mvt$",
        basemap_views.tile,
        name="tile",
    ),
]
