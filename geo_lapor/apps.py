"""The shell: settings, addresses, base templates, static files."""

from django.apps import AppConfig


class GeoLaporConfig(AppConfig):
    """The shell: settings, addresses, base templates, static files."""

    name = "geo_lapor"
