"""Editions in the administration: what their import found, and the decision to put them in force."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from boundaries.actions import activate_edition, delete_draft
from boundaries.admin.activation import compared, described, differences, gap_text
from boundaries.admin.base import MapAdmin
from boundaries.importing.errors import EditionError
from boundaries.models import Edition
from boundaries.timeline import gaps_in_time

_FINDINGS = (
    ("areas", _("areas")),
    ("repaired", _("invalid outlines repaired")),
    ("accepted", _("changed areas accepted")),
    ("overlap_pairs", _("overlapping pairs")),
    ("overlaps_km2", _("overlap (km²)")),
    ("gaps", _("gaps")),
    ("gaps_km2", _("gaps (km²)")),
    ("missing_codes", _("codes missing")),
    ("unknown_codes", _("codes not in the register")),
    ("matched_names", _("codes found by name")),
    ("name_differs", _("names that differ from the register")),
    ("outside_parent", _("areas that leave their parent")),
    ("provinces_built", _("provinces built by union")),
    ("approximate", _("approximate outlines")),
)


@admin.register(Edition)
class EditionAdmin(MapAdmin):
    """Editions by time; drafts can be activated or thrown away, both after a question."""

    list_display = ("name", "status", "valid_from", "valid_to", "regencies", "provinces", "precision_m")
    list_filter = ("status",)
    search_fields = ("name", "source")
    fields = (
        "map",
        ("name", "status", "activated_at"),
        ("valid_from", "valid_to", "precision_m"),
        "report",
        "comparison",
        "source",
        ("licence", "attribution"),
        "legal_basis",
        "note",
        "checksum",
    )
    readonly_fields = ("map", "report", "comparison")
    actions = ("activate", "throw_away")
    shapes_sql = """
        SELECT code || ' ' || name, 'self', generalised FROM boundaries_area
        WHERE edition_id = %s AND level = 'regency'
    """

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Count the areas of each edition."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                regency_count=Count("areas", filter=Q(areas__level="regency")),
                province_count=Count("areas", filter=Q(areas__level="province")),
            )
        )

    @admin.display(description=_("regencies and cities"))
    def regencies(self, obj: Any) -> int:
        """Say how many it has."""
        return int(obj.regency_count)

    @admin.display(description=_("provinces"))
    def provinces(self, obj: Any) -> int:
        """Say how many it has."""
        return int(obj.province_count)

    @admin.display(description=_("what the import found"))
    def report(self, obj: Edition) -> str:
        """Give the findings of each level's import as a table."""
        levels = list(obj.findings)
        if not levels:
            return "–"
        head = format_html_join("", "<th>{}</th>", ((level,) for level in ["", *levels]))
        rows = format_html_join(
            "",
            "<tr><th>{}</th>{}</tr>",
            (
                (label, format_html_join("", "<td>{}</td>", ((_number(obj.findings[x].get(key)),) for x in levels)))
                for key, label in _FINDINGS
            ),
        )
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows)

    @admin.display(description=_("what differs from the edition before"))
    def comparison(self, obj: Edition) -> str:
        """Give the differences in words and on a map; a draft's are shown before it is put in force."""
        if obj.status == Edition.Status.DRAFT:
            return gettext("Choose “Put the draft in force” in the list: it shows the differences first.")
        preview = compared(obj, self.admin_site.name)
        return render_to_string("admin/boundaries/activation.html", {"preview": preview})

    def has_activate_permission(self, request: HttpRequest) -> bool:
        """Whoever may change editions may put one in force or throw a draft away."""
        return request.user.has_perm("boundaries.change_edition")

    @admin.action(description=_("Put the draft in force"), permissions=["activate"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Edition]) -> HttpResponse | None:
        """Show what would change and ask, then activate the drafts chosen."""
        question = gettext("Put these editions in force? They cannot be edited or withdrawn afterwards.")
        if "confirmed" in request.POST:
            return self._asked(request, queryset, "activate", question, activate_edition)
        previews = [described(edition, self.admin_site.name) for edition in queryset.order_by("valid_from")]
        context = {
            **self.admin_site.each_context(request),
            "title": question,
            "action": "activate",
            "media": self.media,
            "previews": previews,
            "rows": [preview["edition"] for preview in previews if "refusal" not in preview],
        }
        return TemplateResponse(request, "admin/boundaries/activate.html", context)

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the map of differences."""
        view = self.admin_site.admin_view(self.differences)
        return [path("<int:pk>/differences/", view, name="boundaries_edition_differences"), *super().get_urls()]

    def differences(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the outlines of an edition and of the one before it, to those who may see editions."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        return differences(get_object_or_404(Edition, pk=pk))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Warn of days without boundaries above the list."""
        if request.method == "GET":
            for gap in gaps_in_time():
                self.message_user(request, gap_text(gap), messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.action(description=_("Throw the draft away"), permissions=["activate"])
    def throw_away(self, request: HttpRequest, queryset: QuerySet[Edition]) -> HttpResponse | None:
        """Ask, then delete the drafts chosen."""
        question = gettext("Throw these drafts away with all their areas?")
        return self._asked(request, queryset, "throw_away", question, delete_draft)

    def _asked(
        self,
        request: HttpRequest,
        queryset: QuerySet[Edition],
        action: str,
        question: str,
        act: Callable[[Edition], Any],
    ) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            context = {**self.admin_site.each_context(request), "title": question, "action": action, "rows": queryset}
            return TemplateResponse(request, "admin/boundaries/confirm.html", context)
        done = 0
        for edition in queryset.order_by("valid_from"):
            try:
                act(edition)
                done += 1
            except EditionError as error:
                self.message_user(request, str(error), messages.ERROR)
        if done:
            self.message_user(request, ngettext("%(n)d edition done.", "%(n)d editions done.", done) % {"n": done})
        return None


def _number(found: Any) -> Any:
    """Lists were stored with their count."""
    return found["count"] if isinstance(found, dict) else "–" if found is None else found
