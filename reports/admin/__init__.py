"""Reports in the administration: categories to edit, reports to look at. Who reported is not shown here."""

from reports.admin.categories import CategoryAdmin, ThemeAdmin
from reports.admin.reassignment import ReassignmentAdmin
from reports.admin.report import ReportAdmin

__all__ = ["CategoryAdmin", "ReassignmentAdmin", "ReportAdmin", "ThemeAdmin"]
