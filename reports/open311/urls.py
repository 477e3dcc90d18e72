"""Addresses of /open311/: the last part of each says the format."""

from django.urls import path, re_path

from reports.open311 import views
from reports.open311.door import nothing_here

app_name = "open311"
urlpatterns = [
    path("discovery.<str:ending>", views.discovery, name="discovery-above"),
    path("v2/discovery.<str:ending>", views.discovery, name="discovery"),
    path("v2/services.<str:ending>", views.service_list, name="services"),
    path("v2/services/<str:code>.<str:ending>", views.definition, name="definition"),
    path("v2/requests.<str:ending>", views.requests, name="requests"),
    path("v2/requests/<str:identifier>.<str:ending>", views.one_request, name="request"),
    path("v2/tokens/<str:token>.<str:ending>", views.token, name="token"),
    path("v2", nothing_here, name="root"),
    re_path(r"^(?P<rest>[\s\S]*)$", nothing_here, name="nothing"),
]
