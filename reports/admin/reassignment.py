"""Runs that put reports under another edition: what they did, and what the next one would do."""

from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition
from reports.actions.reassign import ReassignmentError, reassign_reports
from reports.admin.differences import DIFFERENCES_SQL, LISTED, agencies_changed, areas_changed, legend
from reports.admin.look_only import LookOnly
from reports.models import AgencyNotice, Reassignment, Report
from reports.reassignment.foreseeing import AT_ONCE, foreseen, forget
from reports.reassignment.tally import Tally

BY_BUTTON = 50_000
"""Reports that the page's button reassigns while someone waits; more are for the command."""


class NoticeInline(LookOnly, admin.TabularInline):
    """Which agencies are told, and whether they were."""

    model = AgencyNotice
    fields = readonly_fields = ("told", "about", "gets", "gives", "sent", "trouble")
    verbose_name_plural = _("Letters to agencies")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyNotice]:
        """Fetch the agencies along."""
        return super().get_queryset(request).select_related("agency")

    @admin.display(description=_("agency"))
    def told(self, notice: AgencyNotice) -> str:
        """Name the agency."""
        return notice.agency.name

    @admin.display(description=_("about"))
    def about(self, notice: AgencyNotice) -> str:
        """Say whether it tells of the run or of its undoing."""
        return gettext("undoing") if notice.undoing else gettext("the run")

    @admin.display(description=_("reports gained"))
    def gets(self, notice: AgencyNotice) -> int:
        """How many reports the agency got."""
        return notice.gained

    @admin.display(description=_("reports lost"))
    def gives(self, notice: AgencyNotice) -> int:
        """How many it gave away."""
        return notice.lost

    @admin.display(description=_("letter sent"))
    def sent(self, notice: AgencyNotice) -> Any:
        """When it was sent, or why it cannot be."""
        if notice.sent_at is None and not notice.agency.email:
            return gettext("no e-mail address")
        return notice.sent_at

    @admin.display(description=_("why it failed"))
    def trouble(self, notice: AgencyNotice) -> str:
        """What the mail server said."""
        return notice.failure


@admin.register(Reassignment)
class ReassignmentAdmin(LookOnly, admin.ModelAdmin):
    """Runs by time, each with what it changed; and the page that looks ahead."""

    list_display = (
        "number",
        "edition",
        "status",
        "started_at",
        "finished_at",
        "reports",
        "changed",
        "agencies",
        "letters",
    )
    fields = (("edition", "status"), ("started_at", "finished_at", "starter"), "done", "areas", "moved", "way_back")
    readonly_fields = ("starter", "done", "areas", "moved", "way_back")
    inlines = (NoticeInline,)
    change_list_template = "admin/reports/reassignment/change_list.html"

    class Media:
        css = {"all": ["reports/css/reassignment.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reassignment]:
        """Count the letters of each run along."""
        sent = Count("notices", filter=Q(notices__sent_at__isnull=False))
        return super().get_queryset(request).annotate(letter_count=Count("notices"), sent_count=sent)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that looks ahead, and the shapes of its map."""
        wrap = self.admin_site.admin_view
        return [
            path("ahead/<int:pk>/", wrap(self.ahead), name="reports_reassignment_ahead"),
            path("ahead/<int:pk>/shapes/", wrap(self.shapes), name="reports_reassignment_shapes"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Offer to look ahead under each edition."""
        editions = Edition.objects.order_by("-valid_from").annotate(regencies=Count("areas")).filter(regencies__gt=0)
        return super().changelist_view(request, {**(extra_context or {}), "editions": editions})

    def ahead(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would change under an edition; do it, where the button says so."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        edition = get_object_or_404(Edition, pk=pk)
        if request.method == "POST":
            return self._start(request, edition)
        found = foreseen(edition)
        total = Report.objects.count()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What would change for reports"),
            "edition": edition,
            "found": found,
            "total": total,
            "at_once": AT_ONCE,
            "areas": areas_changed(found.tally) if found else [],
            "agencies": agencies_changed(found.tally) if found else [],
            "listed": LISTED,
            "legend": legend(),
            "in_force": Edition.objects.in_force().filter(pk=pk).exists(),
            "unfinished": Reassignment.objects.exclude(status__in=("done", "undone")).first(),
            "may_start": request.user.has_perm("reports.add_reassignment") and total <= BY_BUTTON,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/reports/reassignment/ahead.html", context)

    def _start(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        if not request.user.has_perm("reports.add_reassignment"):
            return HttpResponse(status=403)
        here = HttpResponseRedirect(reverse(f"{self.admin_site.name}:reports_reassignment_ahead", args=[edition.pk]))
        if "seen" not in request.POST or Report.objects.count() > BY_BUTTON:
            self.message_user(request, gettext("Nothing was done: please tick that you have seen it."), messages.ERROR)
            return here
        try:
            tally = reassign_reports(edition, commit=True, actor=request.user)
        except ReassignmentError as error:
            self.message_user(request, str(error), messages.ERROR)
            return here
        forget(edition)
        done = ngettext("%(n)s report was changed.", "%(n)s reports were changed.", tally.changed) % {
            "n": tally.changed
        }
        self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:reports_reassignment_changelist"))

    def shapes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the areas in which reports change, with how many, and the provinces behind them, as GeoJSON."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        found = foreseen(get_object_or_404(Edition, pk=pk))
        areas = areas_changed(found.tally) if found else []
        counts: dict[str, int] = {}
        for area in areas:
            counts[area.code] = counts.get(area.code, 0) + area.changed
        with connection.cursor() as cursor:
            cursor.execute(DIFFERENCES_SQL, {"edition": pk, "codes": list(counts), "counts": list(counts.values())})
            return HttpResponse(cursor.fetchone()[0], content_type="application/geo+json")

    @admin.display(description=_("run"), ordering="pk")
    def number(self, run: Reassignment) -> int:
        """The number that --undo takes."""
        return run.pk

    @admin.display(description=_("reports looked at"))
    def reports(self, run: Reassignment) -> int:
        """How many reports it went through."""
        return run.counts.get("reports", 0)

    @admin.display(description=_("changed"))
    def changed(self, run: Reassignment) -> int:
        """How many of them it changed."""
        return run.counts.get("changed", 0)

    @admin.display(description=_("with another agency"))
    def agencies(self, run: Reassignment) -> int:
        """How many went to another agency."""
        return run.counts.get("agencies", 0)

    @admin.display(description=_("letters sent"))
    def letters(self, run: Any) -> str:
        """How many letters of how many were sent."""
        return f"{run.sent_count} / {run.letter_count}"

    @admin.display(description=_("started by"))
    def starter(self, run: Reassignment) -> str:
        """Who wanted it; the command is nobody's."""
        return str(run.actor or gettext("the command"))

    @admin.display(description=_("what it did"))
    def done(self, run: Reassignment) -> str:
        """Give the totals as a list."""
        return _part("totals", tally=Tally.from_json(run.counts), undone=run.counts.get("undone"))

    @admin.display(description=_("areas"))
    def areas(self, run: Reassignment) -> str:
        """Give what changed per area."""
        return _part("areas", areas=areas_changed(Tally.from_json(run.counts)))

    @admin.display(description=_("agencies"))
    def moved(self, run: Reassignment) -> str:
        """Give which agency lost how many to which."""
        return _part("agencies", agencies=agencies_changed(Tally.from_json(run.counts)))

    @admin.display(description=_("way back"))
    def way_back(self, run: Reassignment) -> str:
        """Say how to go on with the run, or to undo it."""
        if run.status == Reassignment.Status.UNDONE:
            return gettext("This run is undone.")
        how = "--resume" if run.status == Reassignment.Status.RUNNING else f"--undo {run.pk}"
        text = (
            gettext("This run was interrupted. To go on with it, run:")
            if run.status == Reassignment.Status.RUNNING
            else gettext("To undo this run, the last one first, run:")
        )
        return format_html("{} <code>script/manage reassign_reports {}</code>", text, how)


def _part(name: str, **context: Any) -> str:
    return render_to_string(f"admin/reports/reassignment/{name}.html", {"listed": LISTED, **context})
