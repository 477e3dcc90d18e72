"""Addresses of public consultations."""

from django.urls import path

from participation.consultations import desk, views

app_name = "consultations"
urlpatterns = [
    path("pemantauan/konsultasi/", views.listing, name="list"),
    path("pemantauan/konsultasi/<int:pk>/", views.consultation, name="consultation"),
    path("pemantauan/konsultasi/<int:pk>/notula.pdf", views.minutes, name="minutes"),
    path("petugas/konsultasi/", desk.listing, name="desk"),
    path("petugas/konsultasi/baru/", desk.make, name="make"),
    path("petugas/konsultasi/<int:pk>/", desk.consultation, name="desk-consultation"),
    path("petugas/konsultasi/<int:pk>/notula.pdf", desk.minutes, name="desk-minutes"),
    path("petugas/konsultasi/<int:pk>/rencana/", desk.agree, name="agree"),
    path("petugas/konsultasi/<int:pk>/<slug:deed>/", desk.act, name="act"),
]
