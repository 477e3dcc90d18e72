"""The case: from pin to answer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The case: from pin to answer."""

    name = "reports"
    verbose_name = _("Reports and rules")

    def ready(self) -> None:
        """Listen to the apps below, and add to the page of an account."""
        from reports import receivers  # noqa: F401 - models can be imported only now
        from reports.clocks import receivers as of_clocks  # noqa: F401
        from reports.follow import claimed  # noqa: F401
