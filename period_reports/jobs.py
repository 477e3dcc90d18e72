"""The work that the queue does for reports."""

from importlib import import_module

from jobs.job import job


@job(tries=3)
def build_report(report_id: int) -> None:
    """Build a report that was asked for; one that is built stays as it is."""
    # WeasyPrint and Altair take seconds to import: web processes, which import this to queue it, never do
    import_module("period_reports.building").build(report_id)
