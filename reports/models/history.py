"""What happened to a report: one row for each action, only ever added; and who looked at an identity."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.integrity import NEVER_REWRITTEN
from accounts.models import Agency


class Audience(models.TextChoices):
    """Who may read it; each includes those before."""

    PUBLIC = "public", _("everyone")
    REPORTER = "reporter", _("the reporter and staff")
    STAFF = "staff", _("staff")


class By(models.TextChoices):
    """Who acted, for those who may not know by name."""

    REPORTER = "reporter", _("reporter")
    STAFF = "staff", _("agency")
    SYSTEM = "system", _("automatically")
    PUBLIC = "public", _("someone else")


# Done without telling the public, but what it reads, or sees of a place or a photo, may be another thing after it.
SHOWN_ANEW = (
    "add_evidence", "add_photos", "approve_evidence", "change_privacy", "confirm_responsibility", "hold_back",
    "impose_privacy", "move_pin", "redact", "release", "set_misconduct", "treat_photo",
)  # fmt: skip
SEEN = Q(audience=Audience.PUBLIC) | Q(verb__in=SHOWN_ANEW)
"""Rows of history after which the public may see something else."""


class HistoryEntry(models.Model):
    """One action on a report: which verb, when, by whom, from which state to which, what changed, and why.

    `data` holds {"before": {…}, "after": {…}} of the columns that changed and facts of the verb; it is for staff.
    `note` is the reason or remark in the actor's words, for the entry's `audience`; that it happened is public for
    every entry whose audience is PUBLIC. `agency` is the one that had the case when it happened.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="history", db_index=False)
    verb = models.CharField(_("action"), max_length=30)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.CharField(_("by"), max_length=10, choices=By.choices, default=By.SYSTEM, db_default=By.SYSTEM)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state_before = models.CharField(_("state before"), max_length=20, blank=True, default="", db_default="")
    state = models.CharField(_("state after"), max_length=20)
    audience = models.CharField(
        _("readable by"), max_length=10, choices=Audience.choices, default=Audience.STAFF, db_default=Audience.STAFF
    )
    note = models.TextField(_("in words"), blank=True, default="", db_default="")
    data = models.JSONField(default=dict, blank=True)

    if TYPE_CHECKING:
        report_id: int
        actor_id: int | None
        agency_id: int | None

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ("at", "pk")
        triggers = NEVER_REWRITTEN
        indexes = (
            models.Index(fields=("at", "id"), condition=SEEN, name="history_seen"),
            models.Index(fields=("report", "at"), condition=SEEN, name="history_seen_of_report"),
            # In order, case by case, with all that figures of cases read: nobody looks up a million lives one by one
            models.Index(
                fields=("report", "at", "id"),
                include=("verb", "state", "state_before", "agency"),
                name="history_of_report",
            ),
            # Who has done anything lately, and for which agency
            models.Index(fields=("actor", "agency", "at"), name="history_of_actor"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"


class IdentityReveal(models.Model):
    """One look at who a reporter is: by whom, why, and when. Stored before anything is shown."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="reveals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at an identity")
        verbose_name_plural = _("looks at identities")
        ordering = ("-at",)
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d}"
