"""What people and agencies say to each other beside the single case."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    """Stands above maps and monitoring, whose hotspots and figures are laid before people."""

    name = "participation"
    verbose_name = _("participation")

    def ready(self) -> None:
        """Ask reporters on the pages of their cases; tell on the page of a plan where it was agreed."""
        from participation.consultations import origin  # noqa: F401 - models can be imported only now
        from participation.stories import section  # noqa: F401
