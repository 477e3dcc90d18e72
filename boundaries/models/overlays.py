"""Named polygons that lie over the areas and belong to no edition: what else decides who must act."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OverlayQuerySet(models.QuerySet["Overlay"]):
    """Overlays by kind and time."""

    def in_force(self, on: dt.date | None = None) -> "OverlayQuerySet":
        """Overlays that hold on a date (today when None)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )

    def jurisdictions(self) -> "OverlayQuerySet":
        """All but foreign land: ground on which somebody else than the regency may have to act."""
        return self.exclude(kind=Overlay.Kind.FOREIGN_LAND)

    def foreign_land(self) -> "OverlayQuerySet":
        """The land of neighbouring states."""
        return self.filter(kind=Overlay.Kind.FOREIGN_LAND)


class Overlay(models.Model):
    """One named layer polygon with a source and a validity of its own. Geometry is EPSG:4326, lon/lat.

    `function` says more where the kind has sorts: a forest's function, a basin's class, a conservation area's category
    (FUNCTIONS). `precision_m` is how far, in metres, its line may lie from the true one; `rim` is the band along the
    line as wide as that on both sides, within which a look-up is uncertain (None where the line is exact). `conflicts`
    lists overlays of the same kind that claim some of its ground for another function. `is_demo` marks a polygon that
    was made up to show the rules at work. Rows are replaced and never edited, so `checksum` tells states apart.
    """

    class Kind(models.TextChoices):
        """What the polygon means."""

        FOREIGN_LAND = "foreign_land", _("land of another state")
        CONSERVATION = "conservation", _("conservation area")
        FOREST = "forest", _("forest estate")
        TAHURA = "tahura", _("grand forest park")
        RIVER_BASIN = "river_basin", _("river basin")
        CAPITAL = "capital", _("area of the capital's authority")
        OTHER = "other", _("other")

    FUNCTIONS: dict[str, dict[str, Any]] = {
        Kind.CONSERVATION: {
            "national_park": _("national park"),
            "nature_reserve": _("strict nature reserve"),
            "wildlife_reserve": _("wildlife reserve"),
            "nature_park": _("nature tourism park"),
            "hunting_park": _("hunting park"),
        },
        Kind.FOREST: {
            "protection": _("protection forest"),
            "production": _("production forest"),
            "limited_production": _("limited production forest"),
            "convertible": _("convertible production forest"),
        },
        Kind.TAHURA: {"regency": _("within one regency"), "cross_regency": _("in several regencies")},
        Kind.RIVER_BASIN: {
            "regency": _("within one regency"),
            "cross_regency": _("in several regencies"),
            "cross_province": _("in several provinces"),
            "strategic": _("national strategic basin"),
        },
        Kind.OTHER: {"regional_landfill": _("regional landfill")},
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function or class"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)
    geometry = models.MultiPolygonField(_("geometry"), srid=4326)
    rim = models.MultiPolygonField(_("uncertain rim"), srid=4326, null=True, blank=True, editable=False)
    conflicts = models.JSONField(_("claimed twice"), default=list, blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    precision_m = models.FloatField(_("precision (m)"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = OverlayQuerySet.as_manager()

    class Meta:
        verbose_name = _("overlay")
        verbose_name_plural = _("overlays")
        ordering = ("kind", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="overlay_valid_to_after_from",
            ),
            models.UniqueConstraint(
                fields=("kind", "code", "valid_from"), name="overlay_code_once", nulls_distinct=False
            ),
        )

    @property
    def key(self) -> str:
        """What agencies that serve it name: "kind:code"."""
        return f"{self.kind}:{self.code}"

    @property
    def function_label(self) -> str:
        """The function in words of the page's language."""
        return self.label_of(self.kind, self.function)

    @classmethod
    def label_of(cls, kind: str, function: str) -> str:
        """Return a kind's function in words of the page's language; what is none of them as it stands."""
        return str(cls.FUNCTIONS.get(kind, {}).get(function, function))

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class OverlayPiece(models.Model):
    """A part of an overlay small enough for look-ups (ST_Subdivide): of its ground, or of its uncertain rim."""

    overlay = models.ForeignKey(Overlay, on_delete=models.CASCADE, related_name="pieces")
    geometry = models.PolygonField(srid=4326)
    rim = models.BooleanField(default=False)

    if TYPE_CHECKING:
        overlay_id: int

    def __str__(self) -> str:
        return f"piece {self.pk} of {self.overlay_id}"
