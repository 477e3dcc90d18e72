"""The case: from pin to answer."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The case: from pin to answer."""

    name = "reports"
