"""Addresses of the pages of open data."""

from django.urls import path

from opendata import views
from opendata.alerts.urls import urlpatterns as alerts

app_name = "opendata"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    *alerts,
    path("<slug:name>/", views.dataset_page, name="dataset"),
]
