"""Addresses of /api/v1/ that monitoring serves."""

from django.urls import include, path

from monitoring.api import scorecards

_api = [
    path("scorecards/", scorecards.Scorecards.as_view(), name="scorecards"),
    path("measures/", scorecards.Measures.as_view(), name="measures"),
]
urlpatterns = [path("", include((_api, "monitoring-api")))]
