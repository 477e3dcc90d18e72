"""Addresses of /api/v1/ that reports serves."""

from django.urls import include, path

from reports.api import batch, locate, reading, rules

_api = [
    path("locate/", locate.Locate.as_view(), name="locate"),
    path("locate/batch/", batch.LocateMany.as_view(), name="locate-many"),
    path("categories/", reading.Categories.as_view(), name="categories"),
    path("places/", reading.Places.as_view(), name="places"),
    path("rules/", rules.Rules.as_view(), name="rules"),
    path("reports/", reading.Reports.as_view(), name="reports"),
    path("reports/<str:number>/", reading.OneReport.as_view(), name="report"),
]
urlpatterns = [path("", include((_api, "reports-api")))]
