"""Addresses of the pages of open data."""

from django.urls import path

from opendata import views

app_name = "opendata"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<slug:name>/", views.dataset_page, name="dataset"),
]
