"""Overlays in the administration."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from boundaries.admin.base import MapAdmin
from boundaries.models import Overlay


@admin.register(Overlay)
class OverlayAdmin(MapAdmin):
    """Overlays by kind, each on a map."""

    list_display = ("name", "code", "kind", "valid_from", "valid_to", "source")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    fields = ("map", ("kind", "code", "name"), ("valid_from", "valid_to"), "source", "licence", "precision_m")
    readonly_fields = ("map",)
    shapes_sql = "SELECT name, 'self', geometry FROM boundaries_overlay WHERE id = %s"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Overlay]:
        """Leave the polygons in the database."""
        return super().get_queryset(request).defer("geometry")
