"""Addresses that programs read; no language is in them."""

from django.urls import path

from opendata import feeds, views

app_name = "opendata-files"
urlpatterns = [
    path("umpan/laporan.atom", feeds.reports_feed, name="feed"),
    path("katalog.json", views.catalogue_json, name="catalogue"),
    path("<slug:name>/<slug:version>/<str:file_name>", views.file, name="file"),
]
