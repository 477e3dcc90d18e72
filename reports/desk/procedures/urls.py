"""Addresses of the procedures."""

from django.urls import path

from reports.desk.procedures import views

urlpatterns = [
    path("", views.procedures, name="procedures"),
    path("<int:agency>/<str:category>/", views.procedure, name="procedure"),
    path("<int:agency>/<str:category>/ubah/", views.edit, name="edit-procedure"),
    path("<int:agency>/<str:category>/buang/", views.discard, name="discard-procedure"),
    path("<int:agency>/<str:category>/bandingkan/", views.compare, name="compare-procedures"),
]
