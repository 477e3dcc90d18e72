"""Addresses of /api/v1/ that reports serves."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
