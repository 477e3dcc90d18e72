"""What is seen: layers, maps, hotspots."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """What is seen: layers, maps, hotspots."""

    name = "maps"
