"""The register and the gazetteer in the administration."""

from django.contrib import admin

from boundaries.admin.base import ReadOnlyAdmin
from boundaries.models import Locality, RegisterEntry


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnlyAdmin):
    """Official codes and names."""

    list_display = ("code", "name", "kind", "level", "time_zone", "register")
    list_filter = ("level", "kind", "time_zone")
    search_fields = ("code", "name")


@admin.register(Locality)
class LocalityAdmin(ReadOnlyAdmin):
    """Places to search for; a hundred thousand of them, so their number is not counted on every page."""

    list_display = ("name", "kind", "parent_name", "regency_code", "code", "source")
    list_filter = ("kind", "source")
    search_fields = ("name", "code", "regency_code")
    show_full_result_count = False
    fields = ("name", "kind", "code", "parent_name", "regency_code", "coordinates", "source")
    readonly_fields = ("coordinates",)

    @admin.display(description="lon, lat")
    def coordinates(self, obj: Locality) -> str:
        """Give the point as text; a map of one dot says less."""
        return f"{obj.point.x:.5f}, {obj.point.y:.5f}" if obj.point else "–"
