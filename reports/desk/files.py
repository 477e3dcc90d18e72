"""A view sent as a file."""

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.desk import export
from reports.querysets import ReportQuerySet


def as_file(reports: ReportQuerySet, form: str, title: str) -> HttpResponseBase:
    """Send reports as a file."""
    name = f"kasus-{timezone.localdate().isoformat()}.{form}"
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            export.csv_lines(reports), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if reports[export.MOST_ROWS_XLSX :].exists():
        most = f"{export.MOST_ROWS_XLSX:,}"
        raise BadRequest(
            _("A spreadsheet takes at most %(most)s cases. Narrow the view, or take CSV.") % {"most": most}
        )
    return FileResponse(export.xlsx_file(reports, title), as_attachment=True, filename=name)
