"""How areas follow one another: what the laws say, and what the polygons of two editions say."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from boundaries.models.areas import Area, Level
from boundaries.models.editions import Edition


class Succession(models.Model):
    """By law, area `predecessor` became (part of) area `successor` on a day. Codes, for laws know no editions.

    One row for a new code; several with one predecessor for a split; several with one successor for a merger.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    predecessor = models.CharField(_("old code"), max_length=13)
    successor = models.CharField(_("new code"), max_length=13)
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ("valid_from", "predecessor", "successor")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor", "valid_from"), name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_changes_code"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.valid_from})"


class AreaLink(models.Model):
    """An area of one edition and an area of a later one that share ground; measured once for a pair of editions.

    `share_of_earlier` and `share_of_later` are the shared area over the area of each, 0 to 1. `by_law` says that a
    Succession joins the two codes (or that the code is the same).
    """

    earlier = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="later_links")
    later = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="earlier_links")
    earlier_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    later_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=10, choices=Level.choices)
    share_of_earlier = models.FloatField()
    share_of_later = models.FloatField()
    by_law = models.BooleanField(default=False)

    if TYPE_CHECKING:
        earlier_id: int
        later_id: int

    class Meta:
        verbose_name = _("link between areas")
        verbose_name_plural = _("links between areas")
        constraints = (models.UniqueConstraint(fields=("earlier", "later"), name="area_link_once"),)

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"
