"""Addresses of /pemantauan/."""

from django.urls import path

from monitoring.pages import atlas, backlog, border, equity, league, quality, satisfaction, scorecard, transfers, trend

app_name = "monitoring"
urlpatterns = [
    path("pemantauan/", scorecard.nation, name="nation"),
    path("pemantauan/wilayah/<str:code>/", scorecard.area, name="area"),
    path("pemantauan/instansi/<str:code>/", scorecard.agency, name="agency"),
    path("pemantauan/saya/", scorecard.own, name="own"),
    path("pemantauan/tunggakan/", backlog.nation, name="backlog"),
    path("pemantauan/wilayah/<str:code>/tunggakan/", backlog.area, name="area-backlog"),
    path("pemantauan/tren/", trend.nation, name="trend"),
    path("pemantauan/wilayah/<str:code>/tren/", trend.area, name="area-trend"),
    path("pemantauan/instansi/<str:code>/tunggakan/", backlog.agency, name="agency-backlog"),
    path("pemantauan/instansi/<str:code>/tren/", trend.agency, name="agency-trend"),
    path("pemantauan/mutu/", quality.nation, name="quality"),
    path("pemantauan/wilayah/<str:code>/mutu/", quality.area, name="area-quality"),
    path("pemantauan/peta/", atlas.nation, name="atlas"),
    path("pemantauan/wilayah/<str:code>/peta/", atlas.area, name="area-atlas"),
    path("pemantauan/pelimpahan/", transfers.nation, name="transfers"),
    path("pemantauan/wilayah/<str:code>/pelimpahan/", transfers.area, name="area-transfers"),
    path("pemantauan/lintas-batas/", border.nation, name="border"),
    path("pemantauan/wilayah/<str:code>/lintas-batas/", border.area, name="area-border"),
    path("pemantauan/pemerataan/", equity.nation, name="equity"),
    path("pemantauan/wilayah/<str:code>/pemerataan/", equity.area, name="area-equity"),
    path("pemantauan/ikm/", satisfaction.nation, name="satisfaction"),
    path("pemantauan/wilayah/<str:code>/ikm/", satisfaction.area, name="area-satisfaction"),
    path("pemantauan/peringkat/", league.league, name="league"),
]
