"""What an administrator changes here: the groups of people who take part."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from participation.models import Attendance, ParticipantGroup


@admin.register(ParticipantGroup)
class ParticipantGroupAdmin(admin.ModelAdmin):
    """Groups: named and ordered here; one that was counted once is put out of use, never deleted."""

    list_display = ("name_id", "name_en", "position", "active")
    list_editable = ("position", "active")
    fields = ("code", "name_id", "name_en", "position", "active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is chosen once: counts refer to it."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what nothing refers to."""
        counted = obj is not None and Attendance.objects.filter(group=obj).exists()
        return super().has_delete_permission(request, obj) and not counted
