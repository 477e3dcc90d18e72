"""Addresses of /api/v1/ that maps serves."""

from django.urls import include, path

_api: list = []
urlpatterns = [path("", include((_api, "maps-api")))]
