"""Addresses of consultations, stories and answers."""

from django.urls import include, path

urlpatterns = [
    path("", include("participation.consultations.urls")),
    path("", include("participation.stories.urls")),
    path("", include("participation.questions.urls")),
]
