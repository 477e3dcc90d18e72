"""Addresses of the exercises."""

from django.urls import path

from reports.desk.practice import views

urlpatterns = [
    path("", views.exercises, name="practice"),
    path("<str:number>/", views.make, name="make-exercise"),
]
