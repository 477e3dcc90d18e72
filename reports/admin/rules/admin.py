"""The rules in the administration: rules and their cases, the order of a category, and what stands beside."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reports.admin.rules.forms import (
    CaseForm,
    DeadlineForm,
    EmergencyContactForm,
    SpecialAreaForm,
    StandingCopyForm,
)
from reports.admin.rules.guarded import LATEST_CHANGES, ChangesAdmin, GuardedAdmin
from reports.admin.rules.history import TRACKED, case_events, events_of, read_changes, rule_events
from reports.clocks.anew import queue_reckoning
from reports.deadlines import forget_deadlines, steps_without_deadline
from reports.guide import describe_case
from reports.models import (
    CategoryRule,
    Deadline,
    EmergencyContact,
    Rule,
    RuleCase,
    RuleTarget,
    SpecialArea,
    StandingCopy,
)


class CasesInWords(admin.options.BaseModelAdmin):
    """Columns that say in words where a case holds and whom it names."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[RuleCase]:
        """Fetch the agencies along."""
        return super().get_queryset(request).prefetch_related("targets__kind")

    @admin.display(description=_("where and when"))
    def conditions(self, case: RuleCase) -> str:
        """The conditions in words."""
        return describe_case(case)

    @admin.display(description=_("agencies named"))
    def agencies(self, case: RuleCase) -> str:
        """Who leads, acts along, gets a copy."""
        return _targets(case)


class CasesInline(CasesInWords, admin.TabularInline):
    """The cases of a rule at a glance; each is edited on a page of its own, with the agencies it names."""

    model = RuleCase
    fields = readonly_fields = ("priority", "code", "conditions", "agencies", "basis", "valid_from", "valid_to")
    ordering = ("priority", "code")
    show_change_link = True
    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Cases are added on their own page."""
        return False


@admin.register(Rule)
class RuleAdmin(GuardedAdmin):
    """Rules by number."""

    list_display = ("number", "title", "kind", "case_count", "used_by")
    list_display_links = ("number", "title")
    list_filter = ("kind",)
    search_fields = ("number", "title_id", "title_en")
    fieldsets = (
        (None, {"fields": ("number", "kind", ("title_id", "title_en"), ("plain_id", "plain_en"))}),
        (None, {"fields": ("used_by", "add_case")}),
    )
    readonly_fields = ("used_by", "add_case")
    inlines = (CasesInline,)
    change_list_template = "admin/reports/rules/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        """Count the cases and fetch the categories along."""
        through = Prefetch("categories", CategoryRule.objects.order_by("category__position"))
        return super().get_queryset(request).annotate(cases_written=Count("cases")).prefetch_related(through)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Its number is what everything refers to."""
        return (*super().get_readonly_fields(request, obj), *(("number",) if obj else ()))

    @admin.display(description=_("title"), ordering="title_id")
    def title(self, rule: Rule) -> str:
        """Its title in the language of the page."""
        return rule.title

    @admin.display(description=_("cases"), ordering="cases_written")
    def case_count(self, rule: Rule) -> int:
        """How many cases it has."""
        return rule.cases_written  # type: ignore[attr-defined]

    @admin.display(description=_("categories that go through it"))
    def used_by(self, rule: Rule) -> SafeString | str:
        """Links to the categories, where the order is edited."""
        links = ((_change("category", row.category_id), row.category_id) for row in rule.categories.all())
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    @admin.display(description=_("a further case"))
    def add_case(self, rule: Rule) -> SafeString | str:
        """A link to the page of a new case."""
        if rule.pk is None or rule._state.adding:
            return "–"
        address = f"{reverse('admin:reports_rulecase_add')}?{urlencode({'rule': rule.pk})}"
        return format_html('<a class="addlink" href="{}">{}</a>', address, _("Add a case to this rule"))

    def events(self, pk: Any) -> list[Any]:
        """With its cases and their agencies."""
        return rule_events(int(pk))

    def get_urls(self) -> list[URLPattern]:
        """Add the page of all changes."""
        view = self.admin_site.admin_view(self.all_changes)
        return [path("changes/", view, name="reports_rule_changes"), *super().get_urls()]

    def all_changes(self, request: HttpRequest) -> HttpResponse:
        """Show the latest changes of all tables of rules, also of rows that are gone."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        events = [event for model in TRACKED for event in events_of(model)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes of the rules"),
            "changes": read_changes(events)[:LATEST_CHANGES],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/reports/rules/all_changes.html", context)


class TargetsInline(admin.TabularInline):
    """The agencies that a case names."""

    model = RuleTarget
    fields = ("position", "role", "kind", "tier")
    ordering = ("position", "pk")
    extra = 1


@admin.register(RuleCase)
class RuleCaseAdmin(CasesInWords, GuardedAdmin):
    """Cases by rule, in the order in which they are tried."""

    form = CaseForm
    list_display = ("code", "rule", "priority", "conditions", "agencies", "basis", "valid_from", "valid_to")
    list_filter = ("rule", "overlay_kind")
    list_select_related = ("rule",)
    search_fields = ("code", "basis", "because_id", "because_en")
    ordering = ("rule", "priority", "code")
    inlines = (TargetsInline,)
    fieldsets = (
        (None, {"fields": ("rule", ("code", "priority"), ("valid_from", "valid_to"))}),
        (
            _("Where and when it holds"),
            {
                "fields": (
                    "settings",
                    "overlay_kind",
                    "overlay_functions",
                    "permit_issuers",
                    "crossings",
                    "categories",
                ),
                "description": _("All conditions must hold. A condition of which nothing is ticked asks for nothing."),
            },
        ),
        (
            _("What is said"),
            {
                "fields": ("basis", "because_id", "because_en"),
                "description": _(
                    "The sentences go on after «goes to … because». {regency}, {province}, {overlay} and {nearest} "
                    "are filled in."
                ),
            },
        ),
        (_("A person must look"), {"fields": ("confirm", "confirm_id", "confirm_en")}),
    )

    def events(self, pk: Any) -> list[Any]:
        """With the agencies it names."""
        return case_events(int(pk))


class CategoryRulesInline(admin.TabularInline):
    """The rules that a category goes through, in order."""

    model = CategoryRule
    fields = ("position", "rule")
    ordering = ("position",)
    extra = 1
    verbose_name_plural = _("rules it goes through, the first that fits decides")


@admin.register(SpecialArea)
class SpecialAreaAdmin(GuardedAdmin):
    """Ground on which one level's tasks are another's."""

    form = SpecialAreaForm
    list_display = ("code", "area_codes", "overlay_kind", "from_tiers", "to_tier", "to_kind", "valid_from", "valid_to")


@admin.register(StandingCopy)
class StandingCopyAdmin(GuardedAdmin):
    """Who is told whatever the rule."""

    form = StandingCopyForm
    list_display = ("code", "kind", "tier", "settings", "overlay_kind", "valid_from", "valid_to")
    list_select_related = ("kind",)


@admin.register(EmergencyContact)
class EmergencyContactAdmin(admin.ModelAdmin):
    """Numbers to call, in the order in which they are shown."""

    form = EmergencyContactForm
    list_display = ("phone", "name_id", "name_en", "position", "only_for", "area_codes")
    list_editable = ("position",)
    filter_horizontal = ("categories",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmergencyContact]:
        """Fetch the categories along."""
        return super().get_queryset(request).prefetch_related("categories")

    @admin.display(description=_("only for categories"))
    def only_for(self, contact: EmergencyContact) -> str:
        """The categories, or that it is for all."""
        return ", ".join(category.pk for category in contact.categories.all()) or "–"


@admin.register(Deadline)
class DeadlineAdmin(ChangesAdmin):
    """Working days or hours for each step, by the regulation of the time; a change moves what runs."""

    form = DeadlineForm
    list_display = (
        "code", "step", "urgency", "days", "hours", "origin", "report_kinds", "misconduct", "basis", "valid_from",
        "valid_to",
    )  # fmt: skip
    list_filter = ("step", "urgency")

    def save_model(self, request: HttpRequest, obj: Deadline, form: Any, change: bool) -> None:
        """Store it, and reckon anew what runs."""
        super().save_model(request, obj, form, change)
        self._changed(request)

    def delete_model(self, request: HttpRequest, obj: Deadline) -> None:
        """Delete it, and reckon anew what runs."""
        super().delete_model(request, obj)
        self._changed(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> None:
        """Delete them, and reckon anew what runs, once."""
        super().delete_queryset(request, queryset)
        self._changed(request)

    @staticmethod
    def _changed(request: HttpRequest) -> None:
        """Move due dates, and name what nobody has to do by any day."""
        forget_deadlines()
        queue_reckoning()
        for step, kind in steps_without_deadline(timezone.localdate()):
            messages.warning(
                request,
                _("No deadline holds for the step “%(step)s” of the kind “%(kind)s”.") % {"step": step, "kind": kind},
            )


class CategoryEvents:
    """Gives a category's history the order of its rules; what else changes there the administration notes."""

    with_log = True

    def events(self, pk: Any) -> list[Any]:
        """The rules it went through."""
        return list(events_of(CategoryRule, category_id=pk))


def _targets(case: RuleCase) -> str:
    parts = []
    for role, label in RuleTarget.Role.choices:
        named = [
            f"{target.kind.name} ({target.get_tier_display()})" for target in case.targets.all() if target.role == role
        ]
        if named:
            parts.append(f"{capfirst(label)}: {', '.join(named)}")
    return "; ".join(parts) or "–"


def _change(model: str, pk: Any) -> str:
    return reverse(f"admin:reports_{model}_change", args=[pk])
