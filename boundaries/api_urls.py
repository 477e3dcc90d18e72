"""Addresses of /api/v1/ that boundaries serves."""

from django.urls import include, path

from boundaries.api import areas

_api = [
    path("areas/", areas.Areas.as_view(), name="areas"),
    path("areas/<str:code>/", areas.OneArea.as_view(), name="area"),
    path("editions/", areas.Editions.as_view(), name="editions"),
]
urlpatterns = [path("", include((_api, "boundaries-api")))]
