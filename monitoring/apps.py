"""How well it is handled: measures and scorecards."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """How well it is handled: measures and scorecards."""

    name = "monitoring"
