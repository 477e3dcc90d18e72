"""What happened to a report: one row for each action, only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HistoryEntry(models.Model):
    """One action on a report: which verb, when, by whom (None: the reporter or the system), with what."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(_("action"), max_length=30)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state after"), max_length=20)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"
