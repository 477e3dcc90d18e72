"""Addresses of period reports."""

from django.urls import path

from period_reports.pages import reading, writing

app_name = "period_reports"
urlpatterns = [
    path("pemantauan/laporan/", reading.listing, name="list"),
    path("pemantauan/laporan/<int:pk>/", reading.report, name="report"),
    path("pemantauan/laporan/<int:pk>/kemajuan/", reading.progress, name="progress"),
    path("pemantauan/laporan/<int:pk>/berkas/<str:kind>/", reading.file, name="file"),
    path("pemantauan/laporan/<int:pk>/terbitkan/", reading.publish, name="publish"),
    path("petugas/laporan-berkala/", writing.ask, name="ask"),
    path("petugas/laporan-berkala/tulis/", writing.write, name="write"),
]
