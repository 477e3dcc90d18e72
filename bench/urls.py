"""Addresses while measuring: ours and the views it is held against."""

from django.urls import include, path

from bench import views

urlpatterns = [
    path("api/v1/", include("reports.api_urls")),
    path("", include("reports.urls")),
    path("akun/", include("allauth.urls")),
    path("bare/", views.bare),
    path("bare-insert/", views.bare_insert),
    path("kept/", views.kept_connection),
    path("connect/", views.connection_per_query),
]
