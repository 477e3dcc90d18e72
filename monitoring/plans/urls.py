"""Addresses of action plans."""

from django.urls import path

from monitoring.plans import desk, views

app_name = "plans"
urlpatterns = [
    path("pemantauan/renaksi/", views.listing, name="list"),
    path("pemantauan/renaksi/<int:pk>/", views.plan, name="plan"),
    path("petugas/renaksi/", desk.listing, name="desk"),
    path("petugas/renaksi/baru/", desk.make, name="make"),
    path("petugas/renaksi/<int:pk>/", desk.plan, name="desk-plan"),
    path("petugas/renaksi/<int:pk>/<slug:deed>/", desk.act, name="act"),
]
