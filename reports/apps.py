"""The case: from pin to answer."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The case: from pin to answer."""

    name = "reports"

    def ready(self) -> None:
        """Listen to the apps below."""
        from reports import receivers  # noqa: F401 - models can be imported only now
