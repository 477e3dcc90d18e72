"""The list of agencies out as a file, and in again after a look at what would change."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.importing import ImportMixin
from accounts.exchange import FORMATS, AgencyResource, Comparison, compare, read_table, store, write_table

SHOWN = 200
"""Rows of a preview that the page lists."""


class ExchangeMixin(ImportMixin):
    """Adds import with preview, and export, to the list of agencies."""

    change_list_template = "admin/accounts/agency/change_list.html"
    import_template = "admin/accounts/agency/import.html"
    import_title = gettext_lazy("Import agencies")
    import_columns = AgencyResource.COLUMNS

    def get_urls(self) -> list[URLPattern]:
        """Add the download."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("export.<str:suffix>", view, name="accounts_agency_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest, suffix: str) -> HttpResponse:
        """Give the agencies that the list shows, with its search and filters, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if suffix not in FORMATS:
            return HttpResponse(status=404)
        changes = self.get_changelist_instance(request)
        queryset = changes.get_queryset(request).select_related("kind", "parent").prefetch_related("replaces")
        table = AgencyResource().export(queryset=queryset.order_by("code"))
        response = HttpResponse(write_table(table, suffix), content_type=FORMATS[suffix].CONTENT_TYPE)
        name = f"instansi-{timezone.localdate().isoformat()}.{suffix}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def preview(self, name: str, data: bytes) -> tuple[dict[str, Any], bool]:
        """Compare the file with what is stored."""
        comparison = compare(_table(name, data))
        return _shown(comparison), bool(comparison.rows) and not comparison.errors

    def take_over(self, name: str, data: bytes) -> tuple[str, dict[str, Any] | None]:
        """Store all rows or none."""
        result = store(_table(name, data))
        if result.errors:
            return _("Nothing was stored: agencies have changed since the preview."), _shown(result)
        said = _("Stored: %(created)d new agencies, %(updated)d changed.")
        return said % {"created": result.created, "updated": result.updated}, None


def _table(name: str, data: bytes) -> Any:
    return read_table(name, data, AgencyResource.COLUMNS, AgencyResource.REQUIRED)


def _shown(comparison: Comparison) -> dict[str, Any]:
    """What the page lists of a comparison, and how much it leaves out."""
    rows = comparison.errors or comparison.rows
    return {
        "comparison": comparison,
        "errors": comparison.errors[:SHOWN],
        "rows": comparison.rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
    }
