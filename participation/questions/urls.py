"""Addresses of questions and answers."""

from django.urls import path

from participation.questions import desk, views

app_name = "questions"
urlpatterns = [
    path("tanya-jawab/", views.listing, name="list"),
    path("tanya-jawab/<int:pk>/", views.question, name="question"),
    path("petugas/tanya-jawab/", desk.listing, name="desk"),
    path("petugas/tanya-jawab/usul/", desk.suggestions, name="suggestions"),
    path("petugas/tanya-jawab/baru/", desk.make, name="make"),
    path("petugas/tanya-jawab/<int:pk>/", desk.question, name="desk-question"),
    path("petugas/tanya-jawab/<int:pk>/<slug:deed>/", desk.act, name="act"),
]
