"""Users in the administration: who they are, where they work, how they sign in. No password is shown or set here."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.staff import deactivate, reactivate
from accounts.models import Agency, Membership, Role, User
from accounts.policies import may_deactivate
from accounts.second_factor import TYPES, has_second_factor

SHOWN = 300
_SECURED = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=TYPES))


def _working(**conditions: Any) -> Exists:
    return Exists(Membership.objects.filter(user=OuterRef("pk"), ended_at__isnull=True, **conditions))


class RoleFilter(admin.SimpleListFilter):
    """Users by what they do today."""

    title = gettext_lazy("task")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the roles, and citizens."""
        return [*((role.value, role.label) for role in Role), ("none", gettext_lazy("none: citizens"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter by current memberships."""
        if self.value() == "none":
            return queryset.filter(~_working())
        return queryset.filter(_working(role=self.value())) if self.value() in Role.values else queryset


class AgencyFilter(admin.SimpleListFilter):
    """Users by agency; those that have members are offered, the search finds the others."""

    title = gettext_lazy("agency")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Offer agencies with members."""
        current = Membership.objects.current().values("agency")
        return list(Agency.objects.filter(pk__in=current).order_by("name").values_list("pk", "name")[:SHOWN])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter by current memberships."""
        value = self.value() or ""
        return queryset.filter(_working(agency=int(value))) if value.isdecimal() else queryset


class SecondFactorFilter(admin.SimpleListFilter):
    """Users by whether they have a second factor; staff without one cannot open any case."""

    title = gettext_lazy("second step")
    parameter_name = "second_factor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both, and staff who lack it."""
        return [
            ("yes", gettext_lazy("set up")),
            ("no", gettext_lazy("not set up")),
            ("needed", gettext_lazy("missing: staff")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter by authenticators."""
        if self.value() == "yes":
            return queryset.filter(_SECURED)
        if self.value() == "no":
            return queryset.filter(~_SECURED)
        staff = Q(is_staff=True) | Q(is_superuser=True) | Q(_working())
        return queryset.filter(~_SECURED).filter(staff) if self.value() == "needed" else queryset


class MembershipInline(admin.TabularInline):
    """Where a user works and worked; the team page changes it."""

    model = Membership
    fk_name = "user"
    fields = readonly_fields = ("agency_link", "role", "unit", "since", "ended_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Fetch names along."""
        return super().get_queryset(request).select_related("agency", "unit", "user")

    @admin.display(description=gettext_lazy("agency"))
    def agency_link(self, membership: Membership) -> str:
        """The agency, leading to its team."""
        page = reverse("accounts:agency-team", args=[membership.agency.code])
        return format_html('<a href="{}">{}</a>', page, membership.agency)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff are invited on the team page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changes are verbs of the team page."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Users by e-mail address. Closing an account is the verb: places end, cases go to their units, sessions too."""

    ordering = ("email",)
    list_display = ("email", "name", "secured", "is_active", "last_login")
    list_filter = (RoleFilter, SecondFactorFilter, "is_active", AgencyFilter)
    search_fields = ("email", "name", "memberships__agency__name")
    search_help_text = gettext_lazy("E-mail, name, or name of the agency")
    list_per_page = 50
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "is_active", "second_factor")}),
        (gettext_lazy("Installation"), {"fields": ("is_staff", "is_superuser", "user_permissions")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ("user_permissions",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Know along who has a second factor."""
        return super().get_queryset(request).annotate(has_second=_SECURED)

    @admin.display(description=gettext_lazy("second step"), boolean=True)
    def secured(self, user: Any) -> bool:
        """Whether it is set up."""
        return bool(user.has_second)

    @admin.display(description=gettext_lazy("second step"), boolean=True)
    def second_factor(self, user: User) -> bool:
        """Whether it is set up."""
        return has_second_factor(user)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The address changes only by its owner's letter; rights of the installation only by a superuser."""
        fixed: tuple[str, ...] = ("email", "second_factor", "last_login", "date_joined")
        if not request.user.is_superuser:
            fixed = (*fixed, "is_staff", "is_superuser", "user_permissions")
        if obj is not None and not may_deactivate(request.user, obj):
            fixed = (*fixed, "is_active")
        return fixed

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up, or are invited on the team page; the first superuser comes from a command."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: cases name who handled them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Let the verbs close and open accounts."""
        wanted = obj.is_active
        by: Any = request.user
        if "is_active" in form.changed_data:
            obj.is_active = not wanted
        super().save_model(request, obj, form, change)
        if "is_active" not in form.changed_data:
            return
        if wanted:
            reactivate(by, obj)
            messages.warning(request, _("The account is open again. Places in agencies need a new invitation."))
        else:
            deactivate(by, obj, reason=_("closed in the administration"), even_if_last=True)
            messages.warning(request, _("The account is closed; its open cases went to their units."))
