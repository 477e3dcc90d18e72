"""Addresses of consultations, stories and answers."""

from typing import Any

urlpatterns: list[Any] = []
