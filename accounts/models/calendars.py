"""Days that the joint decree on holidays makes free, or working, against the general calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """One day that differs from the `holidays` package: free though that says work, or worked though that says free.

    `area_code` limits it to a province or regency ("" everywhere).
    """

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    area_code = models.CharField(_("only in area"), max_length=5, blank=True)
    name = models.CharField(_("name"), max_length=100)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("day", "area_code")
        constraints = (models.UniqueConstraint(fields=("day", "area_code"), name="calendar_day_once"),)

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
