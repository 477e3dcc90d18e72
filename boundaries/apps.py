"""Which areas exist, since when, and which one holds a point."""

from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    """Which areas exist, since when, and which one holds a point."""

    name = "boundaries"
