"""Open data: a catalogue, files, and what they mean."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    """Stands above all that it publishes: nothing imports it but the shell."""

    name = "opendata"
    verbose_name = _("open data")
