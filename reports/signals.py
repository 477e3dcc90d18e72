"""News of reports for the floors above: sent after the transaction has been committed."""

from django.dispatch import Signal

# Arguments: report (reports.models.Report).
report_submitted = Signal()
