"""Days off and days worked against the general calendar: listed by year, tried before they are stored, imported."""

import secrets
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.calendars import apply_days, days_changed, foresee_days
from accounts.checks import known_area_codes
from accounts.exchange import TableError
from accounts.exchange.days import COLUMNS, read_days
from accounts.models import CalendarDay

KEPT_SECONDS = 60 * 60


class CalendarDayForm(forms.ModelForm):
    """A day, and the area or agency it is limited to."""

    foreseen: tuple[str, ...] | None = None

    class Meta:
        model = CalendarDay
        fields = ("day", "working", "area_code", "agency", "name", "basis")

    def clean_area_code(self) -> str:
        """Refuse an area that does not exist: the day would hold nowhere."""
        code = str(self.cleaned_data["area_code"])
        if code and code not in known_area_codes():
            raise forms.ValidationError(_("There is no area with the code “%(code)s”.") % {"code": code})
        return code

    def is_valid(self) -> bool:
        """Never store what was only tried: the form comes again, with what it would change."""
        valid = super().is_valid()
        if valid and "_foresee" in self.data and self.foreseen is None:
            row = CalendarDay(**{name: self.cleaned_data[name] for name in self.Meta.fields})
            without = [self.instance.pk] if self.instance.pk else []
            self.foreseen = tuple(foresee_days([row], without))
        return valid and self.foreseen is None


class FileForm(forms.Form):
    """The decree as a file."""

    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Overrides by day; whatever changes them moves the due dates of running cases."""

    form = CalendarDayForm
    list_display = ("day", "name", "working", "area_code", "agency", "basis")
    list_filter = ("working",)
    list_select_related = ("agency",)
    date_hierarchy = "day"
    search_fields = ("name", "basis", "area_code", "agency__name")
    autocomplete_fields = ("agency",)
    change_list_template = "admin/accounts/calendarday/change_list.html"
    change_form_template = "admin/accounts/calendarday/change_form.html"

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        """Store it and tell the apps above."""
        super().save_model(request, obj, form, change)
        days_changed()

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        """Delete it and tell the apps above."""
        super().delete_model(request, obj)
        days_changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        """Delete them and tell the apps above, once."""
        super().delete_queryset(request, queryset)
        days_changed()

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the import."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="accounts_calendarday_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a decree's file, show what it would change, and store it when told to."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if "token" in request.POST:
            return self._store(request, request.POST["token"])
        form = FileForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read()
            try:
                days, wrong = read_days(file.name, data)
            except TableError as error:
                form.add_error("file", str(error))
            else:
                context |= {"days": days, "wrong": wrong}
                if not wrong:
                    context |= {"foreseen": foresee_days(days), "token": self._keep(file.name, data)}
        return self._page(request, context)

    @staticmethod
    def _keep(name: str, data: bytes) -> str:
        """Keep a file that was looked at, so that just this one is stored; return by what it is found again."""
        token = secrets.token_urlsafe(24)
        cache.set(f"days-{token}", (name, data), KEPT_SECONDS)
        return token

    def _store(self, request: HttpRequest, token: str) -> HttpResponse:
        kept = cache.get(f"days-{token}")
        days, wrong = read_days(*kept) if kept else ([], [])
        if kept is None or wrong:
            messages.error(request, _("The preview is no longer there. Choose the file again."))
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:accounts_calendarday_import"))
        done = apply_days(days)
        cache.delete(f"days-{token}")
        messages.success(
            request,
            _("Stored: %(created)d new days, %(changed)d changed, %(same)d as they were.")
            % {"created": done.created, "changed": done.changed, "same": done.same},
        )
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:accounts_calendarday_changelist"))

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "title": _("Import days"), "opts": self.opts}
        return TemplateResponse(
            request, "admin/accounts/calendarday/import.html", {**base, "columns": COLUMNS, **context}
        )
