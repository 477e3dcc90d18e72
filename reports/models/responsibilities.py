"""Who was held responsible for a report, each time it was decided: the first row is as filed and stays."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.models.agencies import Tier
from boundaries.models import Edition


class Reassignment(models.Model):
    """One run over the reports that puts them under another edition (or under changed rules and agencies).

    `last_report` is how far it came: an interrupted run goes on behind it. `counts` holds what the dry run foresaw or
    the run did. Undoing a run writes the values before it again, as rows of their own.
    """

    class Status(models.TextChoices):
        """Where the run is in its life."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_report = models.BigIntegerField(default=0)
    undo_last_report = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("reassignment of reports")
        verbose_name_plural = _("reassignments of reports")
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{self.edition} {self.started_at:%Y-%m-%d}"


class ResponsibilityRecord(models.Model):
    """One decision on who is responsible (reports.responsibility.Responsibility, stored). Rows are only added.

    `copies` and `alternatives` are the JSON forms of the decision's own; sentences stand in both languages, as they
    were said then.
    """

    class Reason(models.TextChoices):
        """Why it was decided."""

        FILED = "filed", _("filed")
        REASSIGNED = "reassigned", _("boundaries, rules or agencies changed")
        UNDONE = "undone", _("reassignment undone")
        TRANSFERRED = "transferred", _("transferred by a person")
        CORRECTED = "corrected", _("place or category corrected")
        CONFIRMED = "confirmed", _("confirmed by a person")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="responsibilities")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.FILED)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=10, choices=Tier.choices)
    rule_number = models.PositiveSmallIntegerField()
    case_code = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=200)
    explanation_id = models.TextField()
    explanation_en = models.TextField()
    copies = models.JSONField(default=list)
    alternatives = models.JSONField(default=list)
    confirm = models.BooleanField(default=False)
    run = models.ForeignKey(
        Reassignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    if TYPE_CHECKING:
        report_id: int
        agency_id: int

    class Meta:
        ordering = ("decided_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("report",), condition=models.Q(reason="filed"), name="responsibility_filed_once"
            ),
        )
        indexes = (models.Index(fields=("run", "report"), name="responsibility_by_run"),)

    def __str__(self) -> str:
        return f"{self.report_id}: rule {self.rule_number}"

    @property
    def explanation(self) -> str:
        """The sentence in the language of the page."""
        return self.explanation_en if get_language() == "en" else self.explanation_id


class AgencyNotice(models.Model):
    """One message to an agency about many reports: told once for each run, sent once."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="notices")
    run = models.ForeignKey(Reassignment, on_delete=models.CASCADE, related_name="notices")
    undoing = models.BooleanField(default=False)
    gained = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice to an agency")
        verbose_name_plural = _("notices to agencies")
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("agency", "run", "undoing"), name="agency_told_once_a_run"),)

    def __str__(self) -> str:
        return f"{self.agency_id}: +{self.gained} −{self.lost}"
