"""Areas of an edition, as polygons."""

from typing import TYPE_CHECKING

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boundaries.models.editions import Edition

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class Level(models.TextChoices):
    """The four levels of administrative areas, from the largest."""

    PROVINCE = "province", _("province")
    REGENCY = "regency", _("regency or city")
    DISTRICT = "district", _("district")
    VILLAGE = "village", _("village")


class Kind(models.TextChoices):
    """What an area calls itself."""

    PROVINSI = "provinsi", _("province")
    KABUPATEN = "kabupaten", _("regency")
    KOTA = "kota", _("city")
    KECAMATAN = "kecamatan", _("district")
    DESA = "desa", _("village")
    KELURAHAN = "kelurahan", _("urban village")


def polygons_of(*areas: str) -> list[str]:
    """Return the columns to defer where areas are fetched along by these names: polygons of megabytes stay stored."""
    return [f"{area}__{column}" for area in areas for column in ("geometry", "generalised")]


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas by level and edition."""

    def of(self, edition: Edition) -> "AreaQuerySet":
        """Areas of one edition."""
        return self.filter(edition=edition)

    def provinces(self) -> "AreaQuerySet":
        """Provinces only."""
        return self.filter(level=Level.PROVINCE)

    def regencies(self) -> "AreaQuerySet":
        """Regencies and cities (kabupaten/kota) only."""
        return self.filter(level=Level.REGENCY)

    def without_geometry(self) -> "AreaQuerySet":
        """Leave the polygons in the database; they weigh a hundred times the rest of the row."""
        return self.defer("geometry", "generalised")


class Area(models.Model):
    """One administrative area of one edition. Geometry is EPSG:4326, lon/lat, two-dimensional.

    `code` is the Kemendagri code as text ("64.08"). `generalised` keeps shared edges shared, for drawing.
    `approximate` marks an outline borrowed from a coarser source: a point matched to it is always doubtful.
    `derived` marks a province that no file gave: the union of its regencies. `source_code` is what the source calls
    the area where that is no Kemendagri code (BPS "ID6408", GADM "IDN.9.4_1").
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="areas", verbose_name=_("edition"))
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=13)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    geometry = models.MultiPolygonField(_("geometry"), srid=4326)
    generalised = models.MultiPolygonField(_("generalised geometry"), srid=4326)
    point_on_surface = models.PointField(_("point on surface"), srid=4326)
    area_km2 = models.FloatField(_("area (km²)"))
    approximate = models.BooleanField(_("approximate outline"), default=False)
    derived = models.BooleanField(_("built by union"), default=False)
    source_code = models.CharField(_("code in the source"), max_length=60, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)

    objects = AreaQuerySet.as_manager()

    if TYPE_CHECKING:
        children: Manager["Area"]
        parent_id: int | None
        edition_id: int

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "code"), name="area_code_once_per_edition"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$"), name="area_code_form"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                name="area_has_parent_below_province",
            ),
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="area_has_extent"),
        )
        indexes = (models.Index(fields=("edition", "level", "name"), name="area_by_name"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AreaPiece(models.Model):
    """A part of a regency's polygon small enough that a look-up touches few vertices (ST_Subdivide)."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="pieces")
    geometry = models.PolygonField(srid=4326)

    if TYPE_CHECKING:
        area_id: int

    def __str__(self) -> str:
        return f"piece {self.pk} of {self.area_id}"


class Gap(models.Model):
    """Ground that no regency of the edition covers though regencies enclose it: slivers, and lakes cut out of them."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="gaps")
    geometry = models.PolygonField(srid=4326)
    area_km2 = models.FloatField()

    def __str__(self) -> str:
        return f"gap {self.pk} ({self.area_km2:.2f} km²)"
