"""Addresses of /api/v1/ that boundaries serves."""

from django.urls import include, path

from boundaries import api

_api = [path("locate/", api.locate, name="locate")]
urlpatterns = [path("", include((_api, "boundaries-api")))]
