"""Days off and days worked against the general calendar."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from accounts.checks import known_area_codes
from accounts.models import CalendarDay


class CalendarDayForm(forms.ModelForm):
    """A day, and the area it is limited to."""

    class Meta:
        model = CalendarDay
        fields = ("day", "working", "area_code", "name", "basis")

    def clean_area_code(self) -> str:
        """Refuse an area that does not exist: the day would hold nowhere."""
        code = str(self.cleaned_data["area_code"])
        if code and code not in known_area_codes():
            raise forms.ValidationError(_("There is no area with the code “%(code)s”.") % {"code": code})
        return code


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Overrides by day."""

    form = CalendarDayForm
    list_display = ("day", "name", "working", "area_code", "basis")
    list_filter = ("working",)
    date_hierarchy = "day"
    search_fields = ("name", "basis", "area_code")
