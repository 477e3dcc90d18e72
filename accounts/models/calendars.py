"""Days that the joint decree on holidays makes free, or working, against the general calendar."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.agencies import Agency


class CalendarDay(models.Model):
    """One day that differs from the `holidays` package: free though that says work, or worked though that says free.

    `area_code` limits it to a province or regency ("" everywhere), `agency` to one office. The narrowest wins: what an
    agency says of a day, then its regency, its province, the nation.
    """

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    area_code = models.CharField(_("only in area"), max_length=5, blank=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_days",
        verbose_name=_("only at agency"),
    )
    name = models.CharField(_("name"), max_length=100)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("day", "area_code")
        constraints = (
            models.UniqueConstraint(
                fields=("day", "area_code", "agency"), nulls_distinct=False, name="calendar_day_once"
            ),
            models.CheckConstraint(condition=Q(area_code="") | Q(agency__isnull=True), name="calendar_day_one_scope"),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"

    def clean(self) -> None:
        """Refuse a day that is limited twice."""
        super().clean()
        if self.area_code and self.agency is not None:
            raise ValidationError({"agency": _("Limit the day to an area or to an agency, not to both.")})
