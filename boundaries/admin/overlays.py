"""Overlays in the administration: by kind and function, on a map, with those that claim the same ground."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boundaries.admin.base import MapAdmin
from boundaries.models import Overlay


class FunctionFilter(admin.SimpleListFilter):
    """Functions and classes by their names, once a kind is chosen beside: of all kinds they would fill the page."""

    title = _("function or class")
    parameter_name = "function"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Give "kind:function" for each there is."""
        kind = request.GET.get("kind__exact")
        chosen = [kind] if kind in Overlay.FUNCTIONS else []
        kinds = chosen or (list(Overlay.FUNCTIONS) if self.parameter_name in request.GET else [])
        return [
            (f"{Overlay.Kind(kind).value}:{value}", f"{Overlay.Kind(kind).label}: {label}")
            for kind in kinds
            for value, label in Overlay.FUNCTIONS[kind].items()
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Overlay]) -> QuerySet[Overlay]:
        """Keep those of the function chosen."""
        kind, colon, function = (self.value() or "").partition(":")
        return queryset.filter(kind=kind, function=function) if colon else queryset


class ConflictFilter(admin.SimpleListFilter):
    """Overlays whose ground another one claims for another function."""

    title = _("claimed twice")
    parameter_name = "claimed"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Give both answers."""
        return [("yes", gettext("Yes")), ("no", gettext("No"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Overlay]) -> QuerySet[Overlay]:
        """Keep those with, or those without."""
        if self.value() == "yes":
            return queryset.exclude(conflicts=[])
        return queryset.filter(conflicts=[]) if self.value() == "no" else queryset


@admin.register(Overlay)
class OverlayAdmin(MapAdmin):
    """Overlays, each on a map; `import_overlays` writes them."""

    list_display = ("name", "code", "kind", "function_label", "claimed_twice", "is_demo", "valid_from", "valid_to")
    list_filter = ("kind", FunctionFilter, ConflictFilter, "is_demo")
    search_fields = ("code", "name")
    fields = (
        "map", ("kind", "code", "name"), ("function_label", "is_demo"), "claims",
        ("valid_from", "valid_to"), "source", "licence", "precision_m",
    )  # fmt: skip
    readonly_fields = ("map", "function_label", "claims")
    shapes_sql = """
        WITH me AS (SELECT * FROM boundaries_overlay WHERE id = %s)
        SELECT name, 'self', geometry FROM me
        UNION ALL
        SELECT other.name, 'near', other.geometry FROM me JOIN boundaries_overlay other
          ON other.kind = me.kind
             AND other.code IN (SELECT claim->>'code' FROM jsonb_array_elements(me.conflicts) claim)
    """

    def get_queryset(self, request: HttpRequest) -> QuerySet[Overlay]:
        """Leave the polygons in the database."""
        return super().get_queryset(request).defer("geometry", "rim")

    @admin.display(description=_("function or class"), ordering="function")
    def function_label(self, overlay: Overlay) -> str:
        """Name the function in the page's language."""
        return overlay.function_label or "–"

    @admin.display(description=_("claimed twice"))
    def claimed_twice(self, overlay: Overlay) -> str:
        """Count the overlays that claim the same ground for another function."""
        return str(len(overlay.conflicts)) if overlay.conflicts else "–"

    @admin.display(description=_("claimed twice"))
    def claims(self, overlay: Overlay) -> str:
        """Say who claims how much of the ground, and where."""
        if not overlay.conflicts:
            return str(_("No other overlay of this kind claims its ground for another function."))
        rows = [
            (
                c["code"],
                c["name"],
                Overlay.label_of(overlay.kind, c["function"]),
                number_format(c["km2"], 2),
                c["lon"],
                c["lat"],
            )
            for c in overlay.conflicts
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} ({}): {} km², {} {}</li>", rows))
