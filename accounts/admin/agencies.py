"""Agencies in the administration: looked for, edited, imported, and what became of them."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.exchange import ExchangeMixin
from accounts.admin.history import changes_of
from accounts.checks import LAST_RESORT, TIME_ZONES, check_tree
from accounts.models import Agency, AgencyKind

_SEPARATORS = re.compile(r"[;,\s]+")


class CodesField(forms.CharField):
    """Several codes in one line: «64.08; 64.09»."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("base_field", None)
        super().__init__(required=False, widget=forms.TextInput(attrs={"size": 60}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Join what is stored."""
        return "; ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Take the line apart."""
        if isinstance(value, list | tuple):
            return list(value)
        return list(dict.fromkeys(part for part in _SEPARATORS.split(value or "") if part))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not how they were typed."""
        return bool(self.to_python(initial) != self.to_python(data))


class AgencyForm(forms.ModelForm):
    """One agency; the model checks all but whom it took over from."""

    area_codes = CodesField(
        label=gettext_lazy("areas served"),
        help_text=gettext_lazy("Codes, for example 64.08; 64.09. ID stands for the whole country."),
    )
    overlay_keys = CodesField(
        label=gettext_lazy("overlays served"), help_text=gettext_lazy("kind:code, for example conservation:TN-KUTAI")
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("time zone"), choices=[(zone, zone) for zone in TIME_ZONES])

    class Meta:
        model = Agency
        fields = ("code",)  # the administration adds those of its fieldsets

    def clean(self) -> dict[str, Any]:
        """Refuse an agency that would take over from itself."""
        cleaned = super().clean() or {}
        code = cleaned.get("code", self.instance.code)
        replaces = Agency.objects.tree()[1]
        replaces[code] = tuple(agency.code for agency in cleaned.get("replaces") or ())
        for message in check_tree(code, {}, replaces).by_field.get("replaces", ()):
            self.add_error("replaces", message)
        return cleaned


class InForceFilter(admin.SimpleListFilter):
    """Whether an agency exists today."""

    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer those of today, and the others."""
        return [("yes", gettext_lazy("today")), ("no", gettext_lazy("earlier or later"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter by validity."""
        today = timezone.localdate()
        other = Q(valid_from__gt=today) | Q(valid_to__lte=today)
        if self.value() == "yes":
            return queryset.exclude(other)
        return queryset.filter(other) if self.value() == "no" else queryset


@admin.register(Agency)
class AgencyAdmin(ExchangeMixin):
    """Agencies by name, code, kind and area."""

    form = AgencyForm
    list_display = ("name", "code", "tier", "areas", "valid_from", "valid_to", "placeholder")
    list_filter = (InForceFilter, "tier", "placeholder", "kind")
    search_fields = ("name", "name_en", "code", "area_codes", "email")
    search_help_text = gettext_lazy("Name, code, code of an area, or e-mail")
    autocomplete_fields = ("parent", "replaces")
    readonly_fields = ("placeholder",)
    list_per_page = 50
    formfield_overrides = {
        models.URLField: {"form_class": forms.URLField, "assume_scheme": "https"},
        models.CharField: {"widget": AdminTextInputWidget(attrs={"size": 60})},
    }
    object_history_template = "admin/accounts/agency/history.html"
    fieldsets = (
        (None, {"fields": ("code", "name", "name_en", ("kind", "tier"), "parent", "placeholder")}),
        (gettext_lazy("What it serves"), {"fields": ("area_codes", "overlay_keys", "time_zone")}),
        (gettext_lazy("Validity"), {"fields": (("valid_from", "valid_to"), "replaces")}),
        (gettext_lazy("Contacts"), {"fields": ("email", "phone", "address", "website")}),
    )

    @admin.display(description=gettext_lazy("areas served"))
    def areas(self, agency: Agency) -> str:
        """Name the first few."""
        served = [*agency.area_codes, *agency.overlay_keys]
        return ", ".join(served[:4]) + (" …" if len(served) > 4 else "")

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> tuple[str, ...]:
        """The last resort keeps its code: by it, it is known for what it is."""
        fixed = ("code",) if obj and obj.code == LAST_RESORT else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        """One by one, never the last resort: an agency that is no more gets an end, and keeps its past."""
        return (obj is None or obj.code != LAST_RESORT) and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """Nothing is done to many at once."""
        return {}

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Whatever a person saved is no longer merely generated: the seed leaves it alone."""
        obj.placeholder = False
        super().save_model(request, obj, form, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the database noted, with old and new values."""
        agency = self.get_object(request, unquote(object_id))
        extra = {"changes": changes_of(agency) if agency else [], **(extra_context or {})}
        return super().history_view(request, object_id, extra)


@admin.register(AgencyKind)
class AgencyKindAdmin(admin.ModelAdmin):
    """Kinds of agencies: rules name them, so their codes stay."""

    list_display = ("code", "name_id", "name_en", "above")
    search_fields = ("code", "name_id", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: AgencyKind | None = None) -> tuple[str, ...]:
        """The code of a kind that exists is fixed."""
        return ("code",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Check that kinds do not stand in for one another in a circle."""
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (_KindForm, made), {})


class _KindForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, above = cleaned.get("code") or self.instance.code, cleaned.get("above")
        way = [code]
        while above is not None:
            way.append(above.code)
            if above.code in way[:-1]:
                self.add_error("above", _("Kinds stand in for one another in a circle: %s.") % " → ".join(way))
                break
            above = above.above
        return cleaned
