"""What is told of reports that no map shows."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q


class BeyondCount(models.Model):
    """How many reports of a quarter and province the public knows nothing of; None where that must not be told.

    `quarter` is its first day, `province` a code, "~" for none and "" for all of Indonesia; `name` is the province's
    then. Told once and never again: of two tables of one quarter the difference would tell of single reports.
    """

    quarter = models.DateField()
    province = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=120, blank=True)
    n = models.PositiveIntegerField(null=True)
    told_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        id: int

    class Meta:
        ordering = ("-quarter", "province")
        constraints = (
            models.UniqueConstraint(fields=("quarter", "province"), name="beyond_told_once"),
            models.CheckConstraint(condition=Q(n=None) | Q(province="") | Q(n__gte=3), name="beyond_not_small"),
        )
        triggers = (pgtrigger.Protect(name="told_once", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.quarter} {self.province}"
