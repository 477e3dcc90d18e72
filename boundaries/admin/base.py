"""What the administration of boundaries shares: rows that nobody edits by hand, and a map from our own files."""

from typing import Any

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

# Tolerance and digits of what a map in the administration draws: 0.005° is a pixel at zoom 8.
_DRAWN = """
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'properties', json_build_object('label', shape.label, 'role', shape.role),
        'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(shape.geometry, 0.005), 4)::json)), '[]'::json))::text
    FROM ({shapes}) AS shape (label, role, geometry)
"""


def geojson(shapes_sql: str, values: Any) -> HttpResponse:
    """Answer with what a query selects (label, role, geometry) as GeoJSON, light enough for a page."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN.format(shapes=shapes_sql), values)
        return HttpResponse(cursor.fetchone()[0], content_type="application/geo+json")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that come from an import: to be looked at."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody types boundaries."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody edits them either."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nor deletes single ones."""
        return False


class MapAdmin(ReadOnlyAdmin):
    """Adds a read-only field `map` that draws what `shapes_sql` selects; Leaflet is served by ourselves."""

    shapes_sql: str  # columns label, role ("self" or "near"), geometry; one parameter: the row's id

    class Media:
        css = {"all": ["vendor/leaflet/leaflet.css", "boundaries/admin-map.css"]}
        js = ["vendor/leaflet/leaflet.js", "boundaries/admin-map.js"]

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the map's shapes."""
        view = self.admin_site.admin_view(self.shapes)
        return [path("<int:pk>/shapes/", view, name=self._shapes_name), *super().get_urls()]

    @property
    def _shapes_name(self) -> str:
        return f"boundaries_{self.model._meta.model_name}_shapes"

    @admin.display(description=_("map"))
    def map(self, obj: Any) -> str:
        """Give the element that admin-map.js turns into a map."""
        return format_html(
            '<div class="boundaries-map" data-shapes="{}" data-failed="{}" role="img" aria-label="{}"></div>',
            reverse(f"{self.admin_site.name}:{self._shapes_name}", args=[obj.pk]),
            _("The map could not be loaded."),
            obj,
        )

    def shapes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the shapes of a row as GeoJSON, to those who may see the row."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        return geojson(self.shapes_sql, [pk])
