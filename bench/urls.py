"""Addresses while measuring: ours, behind the views that they are held against."""

from django.urls import path

from bench import views
from geo_lapor.urls import urlpatterns as ours

urlpatterns = [
    path("bare/", views.bare),
    path("bare-insert/", views.bare_insert),
    path("kept/", views.kept_connection),
    path("connect/", views.connection_per_query),
    *ours,
]
