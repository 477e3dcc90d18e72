"""Addresses of the pages of maps."""

from django.urls import include, path

from maps import views
from maps.area.view import area
from maps.beyond.views import beyond_csv
from maps.hotspot_page.compare import hotspot_compare
from maps.hotspot_page.method import hotspot_method
from maps.hotspot_page.months import hotspot_months
from maps.hotspot_page.near import hotspots_near
from maps.hotspot_page.view import hotspot_page
from maps.pictures import views as pictures
from maps.pictures.embedding import embed

app_name = "maps"
urlpatterns = [
    path("peta/", views.public_map, name="map"),
    path("peta/kelompok/", views.clusters, name="clusters"),
    path("peta/ringkas.svg", views.overview, name="overview"),
    path("peta/lapis/", include("maps.layers.urls")),
    path("titik-rawan/", hotspot_page, name="hotspots"),
    path("titik-rawan/bulan.json", hotspot_months, name="hotspot-months"),
    path("titik-rawan/tidak-tampil.csv", beyond_csv, name="beyond-csv"),
    path("titik-rawan/sekitar/", hotspots_near, name="hotspots-near"),
    path("titik-rawan/banding/", hotspot_compare, name="hotspot-compare"),
    path("titik-rawan/metode/", hotspot_method, name="hotspot-method"),
    path("titik-rawan/peta.svg", pictures.svg, name="picture-svg"),
    path("titik-rawan/peta.png", pictures.png, name="picture-png"),
    path("titik-rawan/sematan/", embed, name="embed"),
    path("titik-rawan/cetak/", pictures.print_page, name="print"),
    path("", include("maps.hotspot.urls")),
    path("wilayah/<str:code>/", area, name="area"),
]
