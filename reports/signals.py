"""News of reports for the floors above: sent after the transaction has been committed."""

from django.dispatch import Signal

# Arguments: report (reports.models.Report).
report_submitted = Signal()

# Arguments: report, entry (reports.models.HistoryEntry), transition (reports.lifecycle.table.Transition).
case_changed = Signal()
