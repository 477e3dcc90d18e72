"""Addresses of /api/v1/ that maps serves."""

from django.urls import include, path

from maps.api import hotspots

_api = [
    path("hotspots/", hotspots.Hotspots.as_view(), name="hotspots"),
    path("hotspots/<str:number>/", hotspots.OneHotspot.as_view(), name="hotspot"),
]
urlpatterns = [path("", include((_api, "maps-api")))]
