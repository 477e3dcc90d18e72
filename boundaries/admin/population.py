"""Population figures in the administration: typed one by one, or from a CSV file after a look at what it says."""

import csv
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from boundaries.actions import import_population
from boundaries.actions.population import LONGEST, PopulationReport
from boundaries.importing.errors import BoundaryFileError
from boundaries.models import Area, Edition, Population, RegisterEntry
from boundaries.population.rows import read_area_code
from boundaries.spreadsheets import csv_cell
from boundaries.succession.table import decoded

LARGEST = 1024**2
SHOWN = 50
"""Lines of each finding that the page lists."""


class PopulationForm(forms.ModelForm):
    """One figure."""

    class Meta:
        model = Population
        fields = ("code", "on", "people", "source", "licence")

    def clean_code(self) -> str:
        """Bring the code into its form."""
        if not (code := read_area_code(self.cleaned_data["code"])):
            raise ValidationError(_("Write the code of an area as text, such as 64.08."))
        return code


class PopulationFileForm(forms.Form):
    """A CSV file and what it does not say itself; its text once it was read, so that nobody chooses it twice."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,.txt"})
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    on = forms.DateField(label=gettext_lazy("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=LONGEST["source"], help_text=gettext_lazy("Who counted, and where.")
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=LONGEST["licence"], required=False)
    column = forms.CharField(
        label=gettext_lazy("Column with the people"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Empty: total, jumlah or penduduk."),
    )

    def clean(self) -> dict[str, Any]:
        """Take the text of the file, or that of the page before."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            raise ValidationError({"file": _("This file is too large for a list of areas.")})
        if file:
            try:
                cleaned["text"] = decoded(file.read(), file.name)
            except BoundaryFileError as error:
                raise ValidationError({"file": str(error)}) from error
        if not cleaned.get("text"):
            raise ValidationError({"file": _("Choose a file.")})
        return cleaned


@admin.register(Population)
class PopulationAdmin(admin.ModelAdmin):
    """How many people live in an area, by code and day; a list that is wrong is found by its day and deleted."""

    form = PopulationForm
    list_display = ("code", "area", "counted", "on", "source", "licence")
    list_filter = ("source",)
    search_fields = ("code", "source")
    date_hierarchy = "on"
    list_per_page = 50
    change_list_template = "admin/boundaries/population/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Population]:
        """Fetch the name that the register, else the newest edition, has for each code along."""
        entries = RegisterEntry.objects.filter(code=OuterRef("code")).values("name")
        areas = Area.objects.filter(code=OuterRef("code"), edition__status=Edition.Status.ACTIVE)
        newest = areas.order_by("-edition__valid_from").values("name")[:1]
        return super().get_queryset(request).annotate(area_name=Coalesce(Subquery(entries), Subquery(newest)))

    @admin.display(description=gettext_lazy("area"), ordering="area_name")
    def area(self, obj: Any) -> str:
        """Give the area's name."""
        return obj.area_name or ""

    @admin.display(description=gettext_lazy("people"), ordering="people")
    def counted(self, obj: Population) -> str:
        """Give the people in groups of thousands."""
        return number_format(obj.people, force_grouping=True)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes a file, and the download."""
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name="boundaries_population_import"),
            path("export.csv", wrap(self.export_view), name="boundaries_population_export"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Give the figures that the list shows, with its search and filters, as a file that can be imported again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request).order_by("on", "code")
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"penduduk-{timezone.localdate().isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        writer = csv.writer(response)
        writer.writerow(["code", "total", "on", "source", "licence"])
        for row in rows.values_list("code", "people", "on", "source", "licence"):
            writer.writerow(map(csv_cell, row))
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it says, and store it once that was confirmed."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = PopulationFileForm(request.POST, request.FILES) if request.method == "POST" else PopulationFileForm()
        report = None
        if form.is_valid():
            commit = "confirmed" in request.POST
            try:
                report = _imported(form.cleaned_data, commit)
            except BoundaryFileError as error:
                form.add_error("file", str(error))
            else:
                if commit:
                    self._tell(request, report)
                    return HttpResponseRedirect(reverse(f"{self.admin_site.name}:boundaries_population_changelist"))
                form = PopulationFileForm(initial={**form.cleaned_data, "file": None})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Load population from a file"),
            "form": form,
            "report": report,
            "findings": _findings(report) if report else [],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/boundaries/population/import.html", context)

    def _tell(self, request: HttpRequest, report: PopulationReport) -> None:
        n = report.added + len(report.changed)
        self.message_user(request, ngettext("%(n)d figure saved.", "%(n)d figures saved.", n) % {"n": n})


def _findings(report: PopulationReport) -> list[dict[str, Any]]:
    """What the page lists: titles with their first lines, and how many there are."""
    kinds = (
        (_("Look at these"), report.warnings),
        (_("Sums that differ"), report.sums),
        (_("Unknown codes, left out"), report.unknown),
        (_("Districts and cities without a figure"), report.missing),
        (_("Codes put right"), report.restored),
        (_("Changed figures"), report.changed),
    )
    return [{"title": title, "n": len(rows), "rows": rows[:SHOWN]} for title, rows in kinds if rows]


def _imported(asked: dict[str, Any], commit: bool) -> PopulationReport:
    told = {name: asked[name] for name in ("on", "source", "licence", "column")}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "penduduk.csv"
        file.write_text(asked["text"], encoding="utf-8", newline="")
        return import_population(file, **told, commit=commit)
