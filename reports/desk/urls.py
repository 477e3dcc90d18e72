"""Addresses of the officers' desk, named reports:desk:…"""

from django.urls import include, path, re_path

from reports.desk import nearby, saved, views
from reports.desk.bulk import views as bulk

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("saring/", views.filters, name="filters"),
    path("baru/", views.news, name="news"),
    path("baru/baris/", views.news_rows, name="news-rows"),
    re_path(r"^unduh\.(?P<form>csv|xlsx)$", views.download, name="download"),
    path("massal/", bulk.bulk, name="bulk"),
    path("massal/<uuid:key>/", bulk.outcome, name="bulk-outcome"),
    path("peta/", nearby.nearby, name="nearby"),
    path("tampilan/", saved.views, name="views"),
    path("tampilan/<int:pk>/", saved.rename, name="view"),
    path("tampilan/<int:pk>/ubah/", saved.change, name="change-view"),
    path("instansi/", views.choose_agency, name="choose-agency"),
    path("latihan/", include("reports.desk.practice.urls")),
    path("teks/", include("reports.desk.texts.urls")),
    path("sop/", include("reports.desk.procedures.urls")),
    path("kasus/<str:number>/", include("reports.desk.case.urls")),
]
