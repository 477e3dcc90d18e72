"""An edition: one imported set of boundaries with its source, its law and the time it holds."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """PostgreSQL's daterange(from, to): the upper end is the first day on which the edition no longer holds."""

    function = "daterange"
    output_field = DateRangeField()


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which edition holds when."""

    def active(self) -> "EditionQuerySet":
        """Editions that were checked and put in force; drafts are left out."""
        return self.filter(status=Edition.Status.ACTIVE)

    def in_force(self, on: dt.date | None = None) -> "EditionQuerySet":
        """The edition in force on a date (today when None); at most one, a constraint sees to it."""
        on = on or timezone.localdate()
        return self.active().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class Edition(models.Model):
    """One set of boundaries. Drafted by an import, checked, then activated; its areas are never edited after.

    `valid_from` is the first day it holds, `valid_to` the first day it no longer does (None: still holds).
    `precision_m` says how far, in metres, its lines may lie from the true ones. `findings` keeps the report of each
    import by level, for whoever decides whether the edition may be put in force.
    """

    class Status(models.TextChoices):
        """Where the edition is in its life."""

        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in force")

    name = models.CharField(_("name"), max_length=100, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    attribution = models.CharField(_("attribution"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    precision_m = models.FloatField(_("precision (m)"), default=0)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of boundaries")
        verbose_name_plural = _("editions of boundaries")
        ordering = ("-valid_from", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="edition_valid_to_after_from",
            ),
            models.CheckConstraint(condition=Q(precision_m__gte=0), name="edition_precision_not_negative"),
            ExclusionConstraint(
                name="edition_one_in_force",
                expressions=[(DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
                condition=Q(status="active"),
            ),
        )

    def __str__(self) -> str:
        return self.name
