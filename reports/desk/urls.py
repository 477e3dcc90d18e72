"""Addresses of the officers' desk, named reports:desk:…"""

from django.urls import include, path

from reports.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("instansi/", views.choose_agency, name="choose-agency"),
    path("latihan/", include("reports.desk.practice.urls")),
    path("kasus/<str:number>/", include("reports.desk.case.urls")),
]
