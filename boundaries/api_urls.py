"""Addresses of /api/v1/ that boundaries serves."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
