"""Days off and days worked against the general calendar: listed by year, tried before they are stored, imported."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.calendars import apply_days, days_changed, foresee_days
from accounts.admin.importing import ImportMixin
from accounts.checks import known_area_codes
from accounts.exchange.days import COLUMNS, read_days
from accounts.models import CalendarDay


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


@admin.register(CalendarDay)
class CalendarDayAdmin(ImportMixin):
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
    import_template = "admin/accounts/calendarday/import.html"
    import_title = gettext_lazy("Import days")
    import_columns = COLUMNS

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

    def preview(self, name: str, data: bytes) -> tuple[dict[str, Any], bool]:
        """Read the decree, and say which running cases it would move."""
        days, wrong = read_days(name, data)
        foreseen = [] if wrong else foresee_days(days)
        return {"days": days, "errors": wrong, "foreseen": foreseen}, not wrong

    def take_over(self, name: str, data: bytes) -> tuple[str, dict[str, Any] | None]:
        """Store the days, unless an area or an agency that they name has gone since."""
        days, wrong = read_days(name, data)
        if wrong:
            return _("Nothing was stored: areas or agencies have changed since the preview."), {"errors": wrong}
        done = apply_days(days)
        said = _("Stored: %(created)d new days, %(changed)d changed, %(same)d as they were.")
        return said % {"created": done.created, "changed": done.changed, "same": done.same}, None
