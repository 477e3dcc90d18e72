"""Named readings of reports. Who may see what is decided here, never in a template."""

from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models

if TYPE_CHECKING:
    from reports.models import Report  # noqa: F401


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by who looks at them."""

    def public(self) -> "ReportQuerySet":
        """Reports whose existence and category anyone may know: not confidential, not archived."""
        return self.filter(confidential=False).exclude(state="diarsipkan")

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """Reports that a user may see in full or in part; anonymous users and None see the public ones."""
        if user is not None and getattr(user, "is_active", False) and getattr(user, "is_superuser", False):
            return self
        return self.public()
