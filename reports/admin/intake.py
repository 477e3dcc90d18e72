"""Which case of a partner is which report; and the page by which somebody hands a partner's file over for it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.admin.look_only import LookOnly
from reports.intake.errors import MappingError, TableError
from reports.intake.page import ColumnsForm, FileForm, Kept, Seen, go_through
from reports.models import IntakeRow

IMPORT = "admin:reports_intakerow_import"


@admin.register(IntakeRow)
class IntakeRowAdmin(LookOnly, admin.ModelAdmin):
    """Cases of partners by their own numbers. Nobody adds one by hand; a file is taken in on a page of its own."""

    list_display = ("source_id", "partner", "number", "key", "taken_at")
    list_filter = (("partner", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("report", "partner", "key")
    search_fields = ("=source_id", "=report__number")
    fields = ("source_id", "partner", "number", "key", "taken_at")
    readonly_fields = ("number",)
    change_list_template = "admin/reports/intakerow/change_list.html"

    @admin.display(description=gettext_lazy("report"))
    def number(self, row: IntakeRow) -> str:
        """Which report it is."""
        return row.report.number

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=IMPORT.removeprefix("admin:")), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a file, for what its columns are, show what would come of it, and take it in when told to."""
        if not request.user.has_perm("reports.add_intakerow"):
            raise PermissionDenied
        if "token" in request.POST:
            return self._look_or_take(request)
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            kept = Kept.keep(said["file"].name, said["file"].read(), said["partner"].pk)
            try:
                columns = ColumnsForm(kept.header())
            except TableError as error:
                form.add_error("file", str(error))
            else:
                return self._page(request, {"kept": kept, "columns": columns})
        return self._page(request, {"form": form})

    def _look_or_take(self, request: HttpRequest) -> HttpResponseBase:
        kept = Kept.find(request.POST["token"])
        if kept is None:
            messages.error(request, _("The preview is no longer there. Choose the file again."))
            return HttpResponseRedirect(reverse(IMPORT))
        columns = ColumnsForm(kept.header(), request.POST)
        if not columns.is_valid():
            return self._page(request, {"kept": kept, "columns": columns})
        keep = "take" in request.POST
        try:
            seen = go_through(kept, columns.columns(), keep=keep)
        except (TableError, MappingError) as error:
            columns.add_error(None, str(error))
            return self._page(request, {"kept": kept, "columns": columns})
        if keep:
            return self._taken(request, seen)
        return self._page(request, {"kept": kept, "columns": columns, "seen": seen})

    def _taken(self, request: HttpRequest, seen: Seen) -> HttpResponseBase:
        """Say what was filed; the rows that were not stay in sight."""
        said = _("Filed: %(created)d. In before: %(known)d. Refused: %(refused)d.")
        told = said % {"created": seen.created, "known": seen.counts["known"], "refused": seen.refused}
        if seen.broken or seen.refused:
            messages.warning(request, " ".join(filter(None, (told, seen.broken))))
            return self._page(request, {"form": FileForm(), "seen": seen, "taken": True})
        messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:reports_intakerow_changelist"))

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "title": _("Take in a partner's file"), "opts": self.opts}
        return TemplateResponse(request, "admin/reports/intakerow/import.html", base | context)
