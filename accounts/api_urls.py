"""Addresses of /api/v1/ that accounts serves."""

from django.urls import include, path

from accounts.api import agencies, me

_api = [
    path("agencies/", agencies.Agencies.as_view(), name="agencies"),
    path("agencies/<str:code>/", agencies.OneAgency.as_view(), name="agency"),
    path("token/", me.Token.as_view(), name="token"),
]
urlpatterns = [path("", include((_api, "accounts-api")))]
