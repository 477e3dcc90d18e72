"""The list of agencies out as a file, and in again after a look at what would change."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exchange import FORMATS, AgencyResource, Comparison, TableError, compare, read_table, store, write_table

KEPT_SECONDS = 60 * 60
SHOWN = 200
"""Rows of a preview that the page lists."""


class FileForm(forms.Form):
    """The file to compare."""

    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )


class ExchangeMixin(ModelAdmin):
    """Adds import with preview, and export, to the list of agencies."""

    change_list_template = "admin/accounts/agency/change_list.html"
    import_template = "admin/accounts/agency/import.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the two pages."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="accounts_agency_import"),
            path("export.<str:suffix>", view(self.export_view), name="accounts_agency_export"),
            *super().get_urls(),
        ]

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

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a file, show what it would change, and store it when told to."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if "token" in request.POST:
            return self._store(request, request.POST["token"])
        form = FileForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                comparison = compare(self._table(file.name, file.read()))
            except TableError as error:
                form.add_error("file", str(error))
            else:
                context |= _shown(comparison)
                if not comparison.errors and comparison.rows:
                    context["token"] = self._keep(file)
        return self._page(request, context)

    @staticmethod
    def _table(name: str, data: bytes) -> Any:
        return read_table(name, data, AgencyResource.COLUMNS, AgencyResource.REQUIRED)

    @staticmethod
    def _keep(file: Any) -> str:
        """Keep a file that was looked at, so that just this one is stored; return by what it is found again."""
        token = secrets.token_urlsafe(24)
        file.seek(0)
        cache.set(f"agencies-{token}", (file.name, file.read()), KEPT_SECONDS)
        return token

    def _store(self, request: HttpRequest, token: str) -> HttpResponseBase:
        here = reverse(f"{self.admin_site.name}:accounts_agency_import")
        kept = cache.get(f"agencies-{token}")
        if kept is None:
            messages.error(request, _("The preview is no longer there. Choose the file again."))
            return HttpResponseRedirect(here)
        try:
            result = store(self._table(*kept))
        except TableError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(here)
        if result.errors:
            messages.error(request, _("Nothing was stored: agencies have changed since the preview."))
            return self._page(request, {"form": FileForm(), **_shown(result)})
        cache.delete(f"agencies-{token}")
        messages.success(
            request,
            _("Stored: %(created)d new agencies, %(updated)d changed.")
            % {"created": result.created, "updated": result.updated},
        )
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:accounts_agency_changelist"))

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        return TemplateResponse(
            request,
            self.import_template,
            {
                **self.admin_site.each_context(request),
                "title": _("Import agencies"),
                "opts": self.opts,
                "columns": AgencyResource.COLUMNS,
                **context,
            },
        )


def _shown(comparison: Comparison) -> dict[str, Any]:
    """What the page lists of a comparison, and how much it leaves out."""
    rows = comparison.errors or comparison.rows
    return {
        "comparison": comparison,
        "errors": comparison.errors[:SHOWN],
        "rows": comparison.rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
    }
