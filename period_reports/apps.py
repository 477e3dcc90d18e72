"""Period reports: what was measured in a quarter, half or year, ready to sign."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeriodReportsConfig(AppConfig):
    """Stands above all figures, maps and plans that it puts together."""

    name = "period_reports"
    verbose_name = _("period reports")
