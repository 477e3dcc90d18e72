"""Successions in the administration: one by one or from a CSV file, with the same checks either way."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from boundaries.actions.succession import (
    DERIVED,
    SuccessionReport,
    delete_succession,
    import_succession,
    record_succession,
)
from boundaries.importing.errors import BoundaryFileError
from boundaries.models import Succession
from boundaries.succession.codes import read_code
from boundaries.succession.table import decoded

LARGEST = 1024**2


class SuccessionForm(forms.ModelForm):
    """One succession; the level follows from the codes."""

    class Meta:
        model = Succession
        fields = ("predecessor", "successor", "name", "valid_from", "legal_basis", "source")

    def clean_predecessor(self) -> str:
        """Bring the code into its form."""
        return _code(self.cleaned_data["predecessor"])

    def clean_successor(self) -> str:
        """Bring the code into its form."""
        return _code(self.cleaned_data["successor"])

    def clean(self) -> dict[str, Any]:
        """Try the whole: loops, other days, the ground of the editions in force."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        row = Succession(pk=self.instance.pk, **cleaned)
        try:
            record_succession(row, commit=False)
        except BoundaryFileError as error:
            raise ValidationError(_("This cannot be: %(reason)s") % {"reason": error}) from error
        self.instance.level = row.level
        return cleaned


class ImportForm(forms.Form):
    """A CSV file of successions; its text once it was read, so that nobody chooses it twice."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        """Take the text of the file, or that of the page before."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            raise ValidationError({"file": _("This file is too large for a list of successions.")})
        if file:
            try:
                cleaned["text"] = decoded(file.read(), file.name)
            except BoundaryFileError as error:
                raise ValidationError({"file": str(error)}) from error
        if not cleaned.get("text"):
            raise ValidationError({"file": _("Choose a file.")})
        return cleaned


def _code(text: str) -> str:
    code = read_code(text)
    if not code:
        raise ValidationError(_("Write the code of an area as text, such as 64.08."))
    return code


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):
    """Which areas became which by law; provinces' successions that follow from their regencies' are read-only."""

    form = SuccessionForm
    list_display = ("predecessor", "successor", "name", "level", "valid_from", "legal_basis")
    list_filter = ("level", "legal_basis")
    search_fields = ("predecessor", "successor", "name", "legal_basis")
    change_list_template = "admin/boundaries/succession/change_list.html"

    def has_change_permission(self, request: HttpRequest, obj: Succession | None = None) -> bool:
        """What follows from other rows is not edited by itself."""
        return super().has_change_permission(request, obj) and not (obj and obj.source == DERIVED)

    def has_delete_permission(self, request: HttpRequest, obj: Succession | None = None) -> bool:
        """Nor deleted by itself."""
        return super().has_delete_permission(request, obj) and not (obj and obj.source == DERIVED)

    def save_model(self, request: HttpRequest, obj: Succession, _form: Any, _change: bool) -> None:
        """Save with all that follows, and say what a person should look at."""
        self._tell(request, record_succession(obj, commit=True))

    def delete_model(self, _request: HttpRequest, obj: Succession) -> None:
        """Delete with what followed from it."""
        delete_succession(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Succession]) -> None:
        """Delete those chosen, with what followed from them."""
        for row in queryset.exclude(source=DERIVED):
            delete_succession(row)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes a file."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="boundaries_succession_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it would do, and do it once that was confirmed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        report = None
        if form.is_valid():
            commit = "confirmed" in request.POST
            try:
                report = _imported(form.cleaned_data["text"], commit)
            except BoundaryFileError as error:
                form.add_error("file", str(error))
            else:
                if commit:
                    self._tell(request, report)
                    return HttpResponseRedirect(reverse(f"{self.admin_site.name}:boundaries_succession_changelist"))
                form = ImportForm(initial={"text": form.cleaned_data["text"]})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Load successions from a file"),
            "form": form,
            "report": report,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/boundaries/succession/import.html", context)

    def _tell(self, request: HttpRequest, report: SuccessionReport) -> None:
        if n := len(report.added) + len(report.changed):
            self.message_user(request, ngettext("%(n)d succession saved.", "%(n)d successions saved.", n) % {"n": n})
        for warning in report.warnings:
            self.message_user(request, warning, messages.WARNING)


def _imported(text: str, commit: bool) -> SuccessionReport:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "successions.csv"
        file.write_text(text, encoding="utf-8", newline="")
        return import_succession(file, commit=commit)
