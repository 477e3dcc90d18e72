"""Addresses of success stories."""

from django.urls import path

from participation.stories import desk, views

app_name = "stories"
urlpatterns = [
    path("kisah/", views.listing, name="list"),
    path("kisah/umpan.atom", views.feed, name="feed"),
    path("kisah/<int:pk>/", views.story, name="story"),
    path("laporan/<str:number>/kisah/", views.consent, name="consent"),
    path("petugas/kisah/", desk.listing, name="desk"),
    path("petugas/kisah/baru/", desk.make, name="make"),
    path("petugas/kisah/<int:pk>/", desk.story, name="desk-story"),
    path("petugas/kisah/<int:pk>/<slug:deed>/", desk.act, name="act"),
]
