"""Addresses of /api/v1/ that reports serves."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from reports.api import filing, locate, reading

# What only reads refuses other methods in its own words, before anyone asks for a CSRF token.
_api = [
    path("locate/", csrf_exempt(locate.locate), name="locate"),
    path("categories/", csrf_exempt(reading.categories), name="categories"),
    path("places/", csrf_exempt(reading.places), name="places"),
    path("reports/", filing.file_report, name="reports"),
    path("reports/<str:number>/", csrf_exempt(reading.report), name="report"),
]
urlpatterns = [path("", include((_api, "reports-api")))]
