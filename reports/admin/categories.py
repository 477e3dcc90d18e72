"""Themes and categories: administrators edit their words and rules; what reports refer to is never deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reports.admin.rules import CategoryEvents, CategoryRulesInline, GuardedAdmin
from reports.models import Category, Theme


class IconForm(forms.ModelForm):
    """Takes only icons that exist: they are drawn on every page, and one that is missing would stop them all."""

    def clean_icon(self) -> Any:
        """Reject a name that is none of bootstrap-icons."""
        icon = self.cleaned_data["icon"]
        named = icon.replace("-", "").isalnum()
        if not (named and finders.find(f"vendor/bootstrap-icons/icons/{icon}.svg")):
            raise ValidationError(_("There is no icon of this name."), "unknown")
        return icon


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    """The groups of categories."""

    form = IconForm
    list_display = ("code", "name_id", "name_en", "icon", "colour", "position")
    list_editable = ("position",)


@admin.register(Category)
class CategoryAdmin(CategoryEvents, GuardedAdmin):
    """What a report may be about, and who answers for it. One that is out of use is switched off, not deleted."""

    form = IconForm
    inlines = (CategoryRulesInline,)
    list_display = (
        "code", "name_id", "name_en", "theme", "urgency", "confidential", "coarse_place", "active", "report_count",
    )  # fmt: skip
    list_filter = ("theme", "urgency", "confidential", "coarse_place", "active")
    search_fields = ("code", "name_id", "name_en", "words")
    list_select_related = ("theme",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Count the reports of each category along."""
        return super().get_queryset(request).annotate(reports_filed=Count("reports"))

    @admin.display(description=_("reports"), ordering="reports_filed")
    def report_count(self, category: Category) -> int:
        """How many reports were filed under it."""
        return category.reports_filed  # type: ignore[attr-defined]
