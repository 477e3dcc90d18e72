"""Memberships, units and invitations in the administration: looked up here, changed on the team page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Unit
from jobs.columns import column


class ReadOnly(admin.ModelAdmin):
    """Rows that verbs alone change."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing is added by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False


class CurrentFilter(admin.SimpleListFilter):
    """Memberships of today, and ended ones."""

    title = _("in force")
    parameter_name = "current"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both."""
        return [("yes", _("today")), ("no", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Filter by the end."""
        return queryset.filter(ended_at__isnull=self.value() == "yes") if self.value() else queryset


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who works where, and who did."""

    list_display = ("user", "agency", "role", "unit", "since", "ended_at")
    list_filter = (CurrentFilter, "role", "agency__tier")
    list_select_related = ("user", "agency", "unit")
    search_fields = ("user__name", "user__email", "agency__name", "agency__code")


@admin.register(Unit)
class UnitAdmin(ReadOnly):
    """Divisions of agencies."""

    list_display = ("name", "agency", "email", "active")
    list_filter = ("active",)
    list_select_related = ("agency",)
    search_fields = ("name", "agency__name", "agency__code")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Who was invited; the digest of the link is nobody's business."""

    list_display = ("email", "name", "agency", "role", "by", "sent", "until", "accepted")
    list_filter = ("role",)
    list_select_related = ("agency", "invited_by")
    search_fields = ("email", "name", "agency__name")
    fields = ("email", "name", "agency", "unit", "role", "by", "sent", "until", "accepted", "who", "revoked")
    readonly_fields = ("by", "sent", "until", "accepted", "who", "revoked")

    by = column("invited_by", _("invited by"))
    sent = column("created_at", _("sent at"))
    until = column("expires_at", _("works until"))
    accepted = column("accepted_at", _("accepted at"))
    who = column("accepted_by", _("accepted by"))
    revoked = column("revoked_at", _("taken back at"))
