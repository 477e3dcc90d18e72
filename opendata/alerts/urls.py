"""Addresses of alerts, under /data/."""

from django.urls import path

from opendata.alerts import views

urlpatterns = [
    path("kabar/", views.ask, name="alerts"),
    path("kabar/<slug:token>/", views.manage, name="alert-manage"),
    path("kabar/<slug:token>/mulai/", views.confirm, name="alert-confirm"),
    path("kabar/<slug:token>/berhenti/", views.stop, name="alert-stop"),
]
