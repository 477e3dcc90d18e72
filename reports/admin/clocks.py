"""What runs out and who is told: the ladder of escalation, and the texts that officers keep ready."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reports.models import AnswerTemplate, EscalationRung
from reports.ready_texts import fault


class RungForm(forms.ModelForm):
    """One rung."""

    class Meta:
        model = EscalationRung
        fields = (
            "step", "urgency", "offset_days", "offset_hours", "audience", "text_id", "text_en", "active",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a rung that counts days and hours at once."""
        said = super().clean() or self.cleaned_data
        if said.get("offset_days") and said.get("offset_hours") is not None:
            self.add_error("offset_hours", _("Count working days or clock hours, not both: leave the days at 0."))
        return said


@admin.register(EscalationRung)
class EscalationRungAdmin(admin.ModelAdmin):
    """The ladder, step by step. A rung that was climbed can be taken out of use, and not deleted."""

    form = RungForm
    list_display = ("step", "urgency", "when", "audience", "text_id", "active")
    list_display_links = ("step", "when")
    list_filter = ("step", "urgency", "audience", "active")
    ordering = ("step", "urgency", "offset_days", "offset_hours")

    @admin.display(description=_("after it is due"))
    def when(self, rung: EscalationRung) -> str:
        """In working days or hours; a minus before it is due."""
        if rung.offset_hours is not None:
            return _("%(count)+d hours") % {"count": rung.offset_hours}
        return _("%(count)+d working days") % {"count": rung.offset_days}


class AnswerTemplateForm(forms.ModelForm):
    """A text with blanks in braces."""

    class Meta:
        model = AnswerTemplate
        fields = ("agency", "use", "name", "body_id", "body_en", "active")

    def clean(self) -> dict[str, Any]:
        """Refuse what could never be filled or sent, as the desk does."""
        said = super().clean() or self.cleaned_data
        for name in ("body_id", "body_en"):
            if problem := fault(str(said.get(name) or "").replace("\r\n", "\n"), said.get("use", "")):
                self.add_error(name, problem)
        return said


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin):
    """Texts by use; those without an agency are for everyone."""

    form = AnswerTemplateForm
    list_display = ("name", "use", "agency", "active")
    list_filter = ("use", "active")
    list_select_related = ("agency",)
    search_fields = ("name", "body_id", "body_en", "agency__name")
    autocomplete_fields = ("agency",)
