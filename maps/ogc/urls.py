"""The address of the service: one, as WFS has it."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from maps.ogc.view import Service

app_name = "ogc"
urlpatterns = [path("", csrf_exempt(Service.as_view()), name="service")]
