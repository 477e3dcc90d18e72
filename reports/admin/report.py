"""Reports to look at. Changes of a case go through its verbs, which write history; here nothing can be changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from boundaries.models.areas import polygons_of
from reports.admin.look_only import LookOnly
from reports.models import HistoryEntry, Photo, PlaceRecord, Report, ResponsibilityRecord


class PlaceInline(LookOnly, admin.TabularInline):
    """How the place was matched, each time it was."""

    model = PlaceRecord
    fields = (
        "matched_at", "reason", "edition", "setting", "method", "regency", "province", "border_m", "doubtful",
        "candidates", "named_overlays",
    )  # fmt: skip
    readonly_fields = ("named_overlays",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaceRecord]:
        """Fetch the areas' names along, and leave their polygons in the database."""
        areas = ("regency", "province")
        return super().get_queryset(request).select_related("edition", *areas).defer(*polygons_of(*areas))

    @admin.display(description=_("overlays"))
    def named_overlays(self, record: PlaceRecord) -> str:
        """The overlays at the point; one in brackets is drawn close by and may be meant."""
        names = [hit["name"] if hit["inside"] else f"({hit['name']})" for hit in record.overlays]
        return ", ".join(names) or "–"


class ResponsibilityInline(LookOnly, admin.TabularInline):
    """Who was held responsible, each time it was decided, and who else was thought of."""

    model = ResponsibilityRecord
    verbose_name_plural = _("responsibility")
    fields = (
        "decided_at", "reason", "agency", "tier", "rule_number", "basis", "explanation", "copied_to", "considered",
        "confirm",
    )  # fmt: skip
    readonly_fields = ("explanation", "copied_to", "considered")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResponsibilityRecord]:
        """Fetch the agencies along."""
        return super().get_queryset(request).select_related("agency")

    @admin.display(description=_("because"))
    def explanation(self, record: ResponsibilityRecord) -> str:
        """The sentence that citizens read."""
        return record.explanation

    @admin.display(description=_("copies"))
    def copied_to(self, record: ResponsibilityRecord) -> str:
        """Who else is told."""
        return ", ".join(copy["name"] for copy in record.copies) or "–"

    @admin.display(description=_("weighed and dropped"))
    def considered(self, record: ResponsibilityRecord) -> str:
        """The rules and agencies that did not decide, and why."""
        language = "en" if get_language() == "en" else "id"
        lines = (
            (other["rule"], other["agency"]["name"] if other["agency"] else "–", other["why_not"][language])
            for other in record.alternatives
        )
        return format_html_join(mark_safe("<br>"), "{} {}: {}", lines) or "–"


class HistoryInline(LookOnly, admin.TabularInline):
    """What happened to it."""

    model = HistoryEntry
    fields = ("at", "verb", "state", "actor")


class PhotoInline(LookOnly, admin.TabularInline):
    """Its photos, and what their cameras noted."""

    model = Photo
    fields = ("position", "shown", "width", "height", "taken_at", "taken_point")
    readonly_fields = fields  # also keeps Django's map widget out, which would load its script from another host

    @admin.display(description=_("photo"))
    def shown(self, photo: Photo) -> str:
        """A link to the public copy, which the policy guards."""
        return format_html('<a href="/laporan/{}/{}/foto.jpg">{}</a>', photo.report.number, photo.position, photo.pk)


@admin.register(Report)
class ReportAdmin(LookOnly, admin.ModelAdmin):
    """Reports by number, place and state."""

    list_display = (
        "number", "received_at", "category", "state", "regency", "agency", "answer_due_on", "doubtful",
        "responsibility_doubtful", "disputed", "confidential",
    )  # fmt: skip
    list_filter = (
        "state", "category__theme", "tier", "confidential", "doubtful", "responsibility_doubtful",
        ("dispute", admin.EmptyFieldListFilter), "setting", "channel", "is_demo",
    )  # fmt: skip
    search_fields = ("number", "description", "dispute")
    date_hierarchy = "received_at"
    list_per_page = 50
    show_full_result_count = False
    exclude = ("pin_hash", "idempotency_key", "payload_digest")
    inlines = (PlaceInline, ResponsibilityInline, PhotoInline, HistoryInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Leave the polygons of areas in the database."""
        return Report.objects.visible_to(request.user).with_names().select_related("agency")

    @admin.display(description=_("disputed"), boolean=True, ordering="dispute")
    def disputed(self, report: Report) -> bool:
        """Whether the reporter holds another agency responsible."""
        return bool(report.dispute)
