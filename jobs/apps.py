"""The work queue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Work that is done after a page has been answered."""

    name = "jobs"
    verbose_name = _("work queue")
