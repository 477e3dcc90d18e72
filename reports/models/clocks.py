"""The clocks of a report: by when a step must be done, when they stand still, and who is told when time runs out."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.models.categories import Urgency
from reports.models.rules import Deadline

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class CaseClock(models.Model):
    """One step of one report and the time by which it must be done.

    `due_on` is the last day in time, in the zone of `agency`; `due_at` the moment at which it is late: the end of that
    day, or so many clock hours after the start. `met` is None while the clock runs, or was stopped without being due
    (archived, merged, started anew). `deadline` is the row that set it.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="clocks")
    step = models.CharField(_("step"), max_length=12, choices=Deadline.Step.choices)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="+", verbose_name=_("deadline"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    started_at = models.DateTimeField(_("started"))
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField(_("late from"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    met = models.BooleanField(_("in time"), null=True, blank=True)

    if TYPE_CHECKING:
        report_id: int
        agency_id: int
        deadline_id: int

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ("started_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("report", "step"), condition=Q(stopped_at__isnull=True), name="clock_runs_once"
            ),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(stopped_at__isnull=True), name="clock_running_by_due"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.step} {self.due_on}"


class ClockPause(models.Model):
    """A time in which the clocks of a report stand still. Whole working days in it do not count."""

    class Reason(models.TextChoices):
        """Why nobody can go on."""

        REPORTER = "reporter", _("a question is with the reporter")
        LABORATORY = "laboratory", _("a laboratory or an expert examines it")
        OTHER_AGENCY = "other_agency", _("another agency must act first")
        COURT = "court", _("a court or the police has it")
        FORCE_MAJEURE = "force_majeure", _("the place cannot be reached")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=15, choices=Reason.choices)
    note = models.CharField(_("in words"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    if TYPE_CHECKING:
        report_id: int

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("started_at",)
        constraints = (
            models.UniqueConstraint(fields=("report",), condition=Q(ended_at__isnull=True), name="paused_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="pause_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.reason}"


class EscalationRung(models.Model):
    """One rung of the ladder: so many working days before (−) or after (+) a step is due, someone is told.

    With `offset_hours` it is so many clock hours instead: an emergency does not wait for Monday. Rungs of an urgency
    take the place of those for all where a case is that urgent.
    """

    class Audience(models.TextChoices):
        """Who is told."""

        HANDLER = "handler", _("the officer, or the unit")
        AGENCY_ADMIN = "agency_admin", _("the administrators of the agency")
        PROVINCE = "province", _("the provincial coordinator")
        NATIONAL = "national", _("the national administrator")

    step = models.CharField(_("step"), max_length=12, choices=Deadline.Step.choices)
    urgency = models.CharField(_("only for urgency"), max_length=1, choices=Urgency.choices, blank=True)
    offset_days = models.SmallIntegerField(
        _("working days after it is due"), default=0, help_text=_("Before it is due: negative.")
    )
    offset_hours = models.SmallIntegerField(
        _("clock hours after it is due"),
        null=True,
        blank=True,
        help_text=_("Instead of working days, by day and by night. Before it is due: negative."),
    )
    audience = models.CharField(_("who is told"), max_length=12, choices=Audience.choices)
    text_id = models.CharField(_("text (Indonesian)"), max_length=300)
    text_en = models.CharField(_("text (English)"), max_length=300)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rung of escalation")
        verbose_name_plural = _("ladder of escalation")
        ordering = ("step", "offset_days")
        constraints = (
            models.UniqueConstraint(
                fields=("step", "urgency", "offset_days", "offset_hours", "audience"),
                nulls_distinct=False,
                name="rung_once",
            ),
        )

    def __str__(self) -> str:
        when = f"{self.offset_days:+d} d" if self.offset_hours is None else f"{self.offset_hours:+d} h"
        return f"{self.step} {when} {self.audience}"

    @property
    def text(self) -> str:
        """What is said, in the language of the page."""
        return self.text_en if get_language() == "en" else self.text_id


class Escalation(models.Model):
    """A rung that was climbed for a clock: once, whatever happens to the worker that does it."""

    clock = models.ForeignKey(CaseClock, on_delete=models.CASCADE, related_name="escalations")
    rung = models.ForeignKey(EscalationRung, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        clock_id: int
        rung_id: int

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("clock", "rung"), name="escalated_once"),)

    def __str__(self) -> str:
        return f"{self.clock_id} {self.rung_id}"


class Procedure(models.Model):
    """An agency's own way (SOP) of handling a category: steps, in versions. Cases keep the version they began with."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="procedures", verbose_name=_("agency"))
    category = models.ForeignKey(
        "reports.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    published = models.BooleanField(_("in force"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        steps: Manager["ProcedureStep"]

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ("agency", "category", "-number")
        constraints = (models.UniqueConstraint(fields=("agency", "category", "number"), name="procedure_version_once"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ProcedureStep(models.Model):
    """One step of a procedure: what, by whom, within how many working days from the start of the case's work."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("what to do"), max_length=300)
    role = models.CharField(_("who"), max_length=100, blank=True)
    days = models.PositiveSmallIntegerField(_("within working days"), null=True, blank=True)

    if TYPE_CHECKING:
        procedure_id: int

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("procedure", "position"), name="procedure_step_once"),)

    def __str__(self) -> str:
        return self.text


class ProcedureTick(models.Model):
    """A step of a procedure that was done for a case."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="ticks")
    step = models.ForeignKey(ProcedureStep, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        step_id: int

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("report", "step"), name="procedure_step_ticked_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.step_id}"
