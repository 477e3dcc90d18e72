"""Saving rules: refused where a question would be left without an answer, and tried before it is done.

The rows are written, looked at, and taken back where they must not stay; the form comes again as it was typed.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.admin.rules.forms import tick_boxes
from reports.admin.rules.guard import Guard, RefusedError
from reports.admin.rules.history import Change, events_of, read_changes
from reports.admin.rules.trial import Trial

LATEST_CHANGES = 400


class _TriedError(Exception):
    """The rows as written have been looked at; they must go."""


class _JudgedForm(forms.ModelForm):
    """Gives back what the rules as a whole said of it; a form that was only tried is never valid, without an error."""

    refusals: tuple[str, ...] = ()
    only_tried = False

    def clean(self) -> dict[str, Any]:
        """Add what the set of rules would lack."""
        said = super().clean() or self.cleaned_data
        for refusal in self.refusals:
            self.add_error(None, refusal)
        return said

    def is_valid(self) -> bool:
        """Never save what was only tried."""
        return super().is_valid() and not self.only_tried


class ChangesAdmin(admin.ModelAdmin):
    """Rows whose every change is on record, and whose lists are boxes to tick."""

    object_history_template = "admin/reports/rules/object_history.html"
    with_log = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer several of a few choices as boxes."""
        return tick_boxes(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def events(self, pk: Any) -> list[Any]:
        """What happened to a row."""
        return list(events_of(self.model, pgh_obj_id=pk))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the database noted, with old and new values."""
        row = self.get_object(request, unquote(object_id))
        changes: list[Change] = read_changes(self.events(row.pk))[:LATEST_CHANGES] if row else []
        extra = {"changes": changes, "with_log": self.with_log, **(extra_context or {})}
        return super().history_view(request, object_id, extra)


class GuardedAdmin(ChangesAdmin):
    """Rows that decide who is responsible."""

    change_form_template = "admin/reports/rules/change_form.html"

    class Media:
        css = {"all": ["reports/css/rules-admin.css"]}
        js = ["js/basemap.js", "reports/js/rules-admin.js"]

    # --- the form comes back as typed ----------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form what the set of rules said when its rows were written."""
        made = super().get_form(request, obj, change, **kwargs)
        told = {
            "refusals": tuple(getattr(request, "rule_refusals", ())),
            "only_tried": getattr(request, "rule_tried", False),
        }
        return type(made.__name__, (_JudgedForm, made), told)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Write, look, and show the form again where that was only a trial or must not stay."""
        request.rule_trial = trial = Trial.of(request)  # type: ignore[attr-defined]
        extra = {"trial": trial, **(extra_context or {})}
        try:
            with transaction.atomic():
                self._guard(request)
                return super().changeform_view(request, object_id, form_url, extra)
        except RefusedError as refused:
            request.rule_refusals = refused.found  # type: ignore[attr-defined]
        except _TriedError:
            request.rule_tried = True  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra)

    def save_related(self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool) -> None:
        """Look at the rows once all of them are written."""
        super().save_related(request, form, formsets, change)
        if request.rule_trial.asked:  # type: ignore[attr-defined]
            request.rule_trial.look(request.rule_guard.found())  # type: ignore[attr-defined]
            raise _TriedError
        request.rule_guard.check()  # type: ignore[attr-defined]

    # --- deleting --------------------------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete, unless questions would be left without an answer."""
        try:
            with transaction.atomic():
                self._guard(request)
                return super().delete_view(request, object_id, extra_context)
        except RefusedError as refused:
            return self._kept(request, refused, "change", [unquote(object_id)])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Delete several at once, unless questions would be left without an answer."""
        try:
            with transaction.atomic():
                self._guard(request)
                response = super().changelist_view(request, extra_context)
                return response.render() if isinstance(response, TemplateResponse) else response
        except RefusedError as refused:
            return self._kept(request, refused, "changelist", [])

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Look at what is left."""
        super().delete_model(request, obj)
        request.rule_guard.check()  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Look at what is left."""
        super().delete_queryset(request, queryset)
        request.rule_guard.check()  # type: ignore[attr-defined]

    @staticmethod
    def _guard(request: HttpRequest) -> None:
        """Look at the rules before anything is written; a page that is only read costs nothing."""
        if request.method == "POST":
            request.rule_guard = Guard()  # type: ignore[attr-defined]

    def _kept(self, request: HttpRequest, refused: RefusedError, page: str, args: list[str]) -> HttpResponse:
        for problem in refused.found:
            messages.error(request, problem)
        messages.error(request, _("Nothing was deleted."))
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return HttpResponseRedirect(reverse(name, args=args))
