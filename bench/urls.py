"""Addresses while measuring: ours, behind the views that they are held against."""

from django.urls import path

from bench import views
from bench.maps.views import plain_regencies, plain_tile
from geo_lapor.urls import urlpatterns as ours

urlpatterns = [
    path("bare/", views.bare),
    path("bare-insert/", views.bare_insert),
    path("kept/", views.kept_connection),
    path("connect/", views.connection_per_query),
    path("plain/regencies/", plain_regencies),
    path("plain/<str:kind>/<int:z>/<int:x>/<int:y>.mvt", plain_tile),
    *ours,
]
