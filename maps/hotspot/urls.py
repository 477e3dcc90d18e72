"""Addresses of hotspots as things."""

from django.urls import include, path

from maps.hotspot import desk, views

urlpatterns = [
    path("titik-rawan/daftar/", views.listing, name="hotspot-list"),
    path("titik-rawan/<int:number>/", views.hotspot, name="hotspot"),
    path(
        "petugas/titik-rawan/",
        include(
            [
                path("", desk.mine, name="desk-hotspots"),
                path("surat/", desk.letters, name="hotspot-letters"),
                path("kasus/<str:number>/", desk.of_case, name="case-hotspots"),
                path("<int:number>/<slug:deed>/", desk.act, name="act-on-hotspot"),
            ]
        ),
    ),
]
