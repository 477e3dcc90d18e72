"""The official register of codes and names, and the gazetteer that people search."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _

from boundaries.models.areas import Kind, Level


class RegisterEntry(models.Model):
    """A code and its name in the official register (Kepmendagri); imports complete and check their codes against it."""

    code = models.CharField(_("code"), max_length=13, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    register = models.CharField(_("register"), max_length=100)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Locality(models.Model):
    """A name to search for: village, district, island or town. `point` (lon/lat) is None where nobody published one."""

    class LocalityKind(models.TextChoices):
        """What the name names."""

        VILLAGE = "village", _("village")
        DISTRICT = "district", _("district")
        ISLAND = "island", _("island")
        TOWN = "town", _("town")

    kind = models.CharField(_("kind"), max_length=10, choices=LocalityKind.choices)
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120)
    parent_name = models.CharField(_("part of"), max_length=120, blank=True)
    regency_code = models.CharField(_("regency code"), max_length=5, db_index=True)
    point = models.PointField(_("point"), srid=4326, null=True, blank=True)
    source = models.CharField(_("source"), max_length=40)

    class Meta:
        verbose_name = _("locality")
        verbose_name_plural = _("localities")
        ordering = ("name", "regency_code")
        indexes = (GinIndex(fields=("name",), name="locality_name_trgm", opclasses=("gin_trgm_ops",)),)

    def __str__(self) -> str:
        return f"{self.name} ({self.regency_code})"
