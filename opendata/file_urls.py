"""Addresses that programs read; no language is in them."""

from django.urls import path

from opendata import ckan, feeds, views

app_name = "opendata-files"
urlpatterns = [
    path("umpan/laporan.atom", feeds.reports_feed, name="feed"),
    path("katalog.json", views.catalogue_json, name="catalogue"),
    path("api/3/action/package_list", ckan.package_list, name="package-list"),
    path("api/3/action/package_show", ckan.package_show, name="package-show"),
    path("<slug:name>/<slug:version>/<str:file_name>", views.file, name="file"),
]
