"""The shell: settings, addresses, base templates, static files."""

from django.apps import AppConfig


class GeoLaporConfig(AppConfig):
    """The shell: settings, addresses, base templates, static files."""

    name = "geo_lapor"

    def ready(self) -> None:
        """Check what only the whole platform can know."""
        from geo_lapor import application_role  # noqa: F401 - it names models, which are known only now
