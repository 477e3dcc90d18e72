"""Which areas exist, since when, and which one holds a point."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoundariesConfig(AppConfig):
    """Which areas exist, since when, and which one holds a point."""

    name = "boundaries"
    verbose_name = _("Boundaries")
