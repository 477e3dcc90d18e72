"""What the three kinds of things here have in common: a row of history for each thing that was done."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.integrity import NEVER_REWRITTEN

VERBS: dict[str, Any] = {
    "made": pgettext_lazy("participation", "made"),
    "changed": pgettext_lazy("participation", "changed"),
    "published": pgettext_lazy("participation", "published"),
    "withdrawn": pgettext_lazy("participation", "taken off the public pages"),
    "figure_laid": _("figures laid before them"),
    "figure_taken_off": _("figure taken off"),
    "plan_agreed": _("action agreed"),
    "minutes_kept": _("minutes kept"),
    "minutes_taken_off": _("minutes taken off"),
    "asked": _("the reporter was asked"),
    "agreed": _("the reporter agreed"),
    "refused": _("the reporter did not agree"),
    "taken_back": _("the reporter took the consent back"),
}


class Entry(models.Model):
    """One thing that was done: only ever added. `actor` is None where the reporter did it. All of it is for staff."""

    verb = models.CharField(_("action"), max_length=20)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True
        ordering = ("at", "pk")
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"

    @property
    def label(self) -> str | Promise:
        """What was done, in words."""
        return VERBS.get(self.verb, self.verb)
