"""Addresses of /api/v1/ that boundaries serves."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from boundaries import api

_api = [path("locate/", csrf_exempt(api.locate), name="locate")]
urlpatterns = [path("", include((_api, "boundaries-api")))]
