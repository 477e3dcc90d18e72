"""Addresses of the pages of maps."""

from django.urls import include, path

from maps import views
from maps.area.view import area
from maps.pictures import views as pictures

app_name = "maps"
urlpatterns = [
    path("peta/", views.public_map, name="map"),
    path("peta/kelompok/", views.clusters, name="clusters"),
    path("peta/ringkas.svg", views.overview, name="overview"),
    path("titik-rawan/", views.hotspots, name="hotspots"),
    path("titik-rawan/peta.svg", pictures.svg, name="picture-svg"),
    path("titik-rawan/peta.png", pictures.png, name="picture-png"),
    path("titik-rawan/cetak/", pictures.print_page, name="print"),
    path("", include("maps.hotspot.urls")),
    path("wilayah/<str:code>/", area, name="area"),
]
