"""Areas in the administration."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from boundaries.admin.base import MapAdmin
from boundaries.models import Area


@admin.register(Area)
class AreaAdmin(MapAdmin):
    """Areas by edition and level, each on a map among its neighbours."""

    list_display = ("code", "name", "level", "kind", "extent", "approximate", "edition")
    list_filter = ("edition", "level", "kind", "approximate", "derived")
    search_fields = ("code", "name")
    list_select_related = ("edition",)
    list_per_page = 50
    fields = (
        "map",
        ("edition", "level", "kind"),
        ("code", "name", "source_code"),
        "parent",
        ("extent", "approximate", "derived"),
        "time_zone",
    )
    readonly_fields = ("map", "extent")
    shapes_sql = """
        SELECT other.code || ' ' || other.name, CASE WHEN other.id = area.id THEN 'self' ELSE 'near' END,
               other.generalised
        FROM boundaries_area AS area
        JOIN boundaries_area AS other ON other.edition_id = area.edition_id AND other.level = area.level
             AND other.generalised && ST_Expand(area.generalised, 0.05)
        WHERE area.id = %s
    """

    @admin.display(description=_("area (km²)"), ordering="area_km2")
    def extent(self, obj: Area) -> str:
        """Give the area with the digits it is good for."""
        return f"{obj.area_km2:,.2f}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        """Leave the polygons in the database."""
        return Area.objects.filter(pk__in=super().get_queryset(request)).without_geometry().order_by("code")
