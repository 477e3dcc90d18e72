"""What is written for reports, the reports themselves, and their files."""

from period_reports.models.drafts import Draft
from period_reports.models.reports import BuildState, PeriodReport, Publication, ReportFile

__all__ = ["BuildState", "Draft", "PeriodReport", "Publication", "ReportFile"]
