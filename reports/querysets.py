"""Named readings of reports. Who may see what is decided here and in reports.policies, never in a template."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from reports.models import Report  # noqa: F401

# States in which the public learns nothing of a report.
HIDDEN_STATES = ("diarsipkan",)


def is_handler(user: Any) -> bool:
    """Whether a user handles reports and may see all of them."""
    return bool(user is not None and getattr(user, "is_active", False) and getattr(user, "is_superuser", False))


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by who looks at them."""

    def public(self) -> "ReportQuerySet":
        """Reports whose existence and category anyone may know: not confidential, not archived."""
        return self.filter(confidential=False).exclude(state__in=HIDDEN_STATES)

    def public_content(self) -> "ReportQuerySet":
        """Public reports whose account and photos anyone may see: a person has checked them."""
        return self.public().filter(verified_at__isnull=False)

    def visible_to(self, user: Any, opened: Iterable[int] = ()) -> "ReportQuerySet":
        """Reports of which a user may see something; `opened` are those opened by number and PIN, as primary keys."""
        if is_handler(user):
            return self
        opened = list(opened)
        if not opened:
            return self.public()
        return self.filter(Q(confidential=False) & ~Q(state__in=HIDDEN_STATES) | Q(pk__in=opened))

    def with_names(self) -> "ReportQuerySet":
        """Fetch category, theme, areas and edition along, without the areas' polygons."""
        heavy = [f"{area}__{column}" for area in ("regency", "province") for column in ("geometry", "generalised")]
        return self.select_related("category__theme", "regency", "province", "edition").defer(*heavy)
