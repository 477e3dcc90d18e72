"""How many people live in an area, by its code and a day: figures outlive editions, which are never edited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Population(models.Model):
    """People counted under a code on a day. The code is what the area was called on that day, whatever edition drew it.

    Read through `boundaries.population.population_on`, which knows what a code means on another day.
    """

    code = models.CharField(_("code"), max_length=13)
    on = models.DateField(_("as of"), db_index=True)
    people = models.PositiveIntegerField(_("people"))
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        ordering = ("code", "-on")
        constraints = (
            models.UniqueConstraint(fields=("code", "on"), name="population_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$"), name="population_code_form"
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.people:,} ({self.on})"
