"""Addresses of /api/v1/ that reports serves."""

from django.urls import include, path

from reports.api import filing, reading

_api = [
    path("categories/", reading.categories, name="categories"),
    path("places/", reading.places, name="places"),
    path("reports/", filing.file_report, name="reports"),
    path("reports/<str:number>/", reading.report, name="report"),
]
urlpatterns = [path("", include((_api, "reports-api")))]
