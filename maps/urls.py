"""Addresses of the pages of maps."""

from django.urls import path

from maps import views
from maps.area.view import area
from maps.pictures import views as pictures
from maps.pictures.embedding import embed

app_name = "maps"
urlpatterns = [
    path("peta/", views.public_map, name="map"),
    path("peta/kelompok/", views.clusters, name="clusters"),
    path("peta/ringkas.svg", views.overview, name="overview"),
    path("titik-rawan/", views.hotspots, name="hotspots"),
    path("titik-rawan/peta.svg", pictures.svg, name="picture-svg"),
    path("titik-rawan/peta.png", pictures.png, name="picture-png"),
    path("titik-rawan/sematan/", embed, name="embed"),
    path("titik-rawan/cetak/", pictures.print_page, name="print"),
    path("wilayah/<str:code>/", area, name="area"),
]
