"""What is seen: layers, maps, hotspots."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """What is seen: layers, maps, hotspots."""

    name = "maps"

    def ready(self) -> None:
        """Listen to the apps below."""
        from maps import receivers  # noqa: F401 - models can be imported only now
        from maps.hotspot import receivers as of_hotspots  # noqa: F401
