"""Reports that a reassignment left as they were, but for the edition that says so: what undoing it must know."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from boundaries.models import Edition
from reports.models.responsibilities import Reassignment


class QuietMove(models.Model):
    """Reports of one batch of a run that kept areas (by code) and agency, and the edition they came from.

    A row for each report would be a million rows that say nothing has changed; a list of them is a few kilobytes.
    """

    run = models.ForeignKey(Reassignment, on_delete=models.CASCADE, related_name="quiet_moves")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    reports = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{len(self.reports)} from {self.edition_id}"
