"""Addresses of /pemantauan/."""

from django.urls import path

from monitoring.pages import backlog, league, quality, scorecard, trend

app_name = "monitoring"
urlpatterns = [
    path("pemantauan/", scorecard.nation, name="nation"),
    path("pemantauan/wilayah/<str:code>/", scorecard.area, name="area"),
    path("pemantauan/instansi/<str:code>/", scorecard.agency, name="agency"),
    path("pemantauan/tunggakan/", backlog.nation, name="backlog"),
    path("pemantauan/wilayah/<str:code>/tunggakan/", backlog.area, name="area-backlog"),
    path("pemantauan/tren/", trend.nation, name="trend"),
    path("pemantauan/wilayah/<str:code>/tren/", trend.area, name="area-trend"),
    path("pemantauan/mutu/", quality.nation, name="quality"),
    path("pemantauan/wilayah/<str:code>/mutu/", quality.area, name="area-quality"),
    path("pemantauan/peringkat/", league.league, name="league"),
]
