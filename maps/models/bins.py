"""Reports counted once, by hexagon and by area, so that no map ever counts the table of reports."""

from typing import Final

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition

LEVELS: Final = (3, 4, 5, 6, 7)
"""Resolutions of H3 at which reports are counted: hexagons some 120, 45, 17, 6 and 2.4 km wide."""

FULL_LEVELS: Final = (4, 7)
"""Levels that are kept by everything; level 3 is summed up from 4, levels 5 and 6 from 7."""


class Grain(models.IntegerChoices):
    """By what a row counts; every dimension that it does not name is rolled up, and stands there as "" or 0."""

    TOTAL = 0, _("cell")
    MONTH = 1, _("cell, area, month")
    CATEGORY = 2, _("cell, area, month, category")
    FULL = 3, _("cell, area, month, category, state, urgency")


GRAINS_OF: Final = {
    level: (
        Grain.TOTAL,
        Grain.MONTH,
        *((Grain.CATEGORY,) if level < 7 else ()),
        *((Grain.FULL,) if level in FULL_LEVELS else ()),
    )
    for level in LEVELS
}
"""The grains that are kept at each level. At level 7 FULL has hardly more rows than CATEGORY would."""


class Counted(models.Model):
    """What a row of counts says, and of which reports.

    `public` reports are those that `Report.objects.public()` yields; the others are all that is no exercise. `area` is
    the code of the regency, at sea of the province, else "". `month` counts months since the year 0 in
    settings.TIME_ZONE (year × 12 + month − 1), by the day of receipt. `n` counts reports, `incidents` those that were
    not joined to another: what happened three times told is one incident.
    """

    grain = models.SmallIntegerField(choices=Grain.choices)
    public = models.BooleanField()
    area = models.CharField(max_length=5, db_collation="C")
    month = models.SmallIntegerField()
    category = models.CharField(max_length=4, db_collation="C")
    state = models.CharField(max_length=20, db_collation="C")
    urgency = models.CharField(max_length=1, db_collation="C")
    n = models.IntegerField()
    incidents = models.IntegerField()

    class Meta:
        abstract = True


class Bin(Counted):
    """How many reports a hexagon of H3 holds.

    `cell` is the index as a number, of the report's public point; 0 where it has none. A report whose public place is
    coarse stands at levels above 5 in the cell of resolution 5 that its place stands for: nothing finer is known.
    """

    pk = models.CompositePrimaryKey("grain", "level", "cell", "public", "area", "month", "category", "state", "urgency")
    level = models.SmallIntegerField()
    cell = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("grain", "level", "area"), name="bin_by_area"),)

    def __str__(self) -> str:
        return f"{self.cell:x} {self.n}"


class AreaBin(Counted):
    """How many reports lie in an area, by any edition of boundaries that is or was in force.

    By the edition that a report stands under, its area is the one that the case has; by others, the one that holds the
    public place, and "" where there is none. No grain rolls the area up: it is what a row is of.
    """

    pk = models.CompositePrimaryKey("edition_id", "grain", "area", "public", "month", "category", "state", "urgency")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.area} {self.n}"


class BinChange(models.Model):
    """A change of a report that the bins do not count yet, written by a trigger in the change's own transaction.

    `sign` is 1 for what came to be and −1 for what was before. Rows are added and deleted, never changed: two reports
    filed at the same moment do not wait for each other, as they would for a common counter.
    """

    id = models.BigAutoField(primary_key=True)
    sign = models.SmallIntegerField()
    report_id = models.BigIntegerField()
    public_point = models.PointField(srid=4326, null=True, spatial_index=False)
    coarse = models.BooleanField()
    regency_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    category = models.CharField(max_length=4)
    state = models.CharField(max_length=20)
    urgency = models.CharField(max_length=1)
    public = models.BooleanField()
    incident = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.sign:+d} report {self.report_id}"


class Hexagon(models.Model):
    """The outline of a cell that holds reports or figures: EPSG:3857 for tiles, its centre in degrees."""

    cell = models.BigIntegerField(primary_key=True)
    resolution = models.SmallIntegerField()
    geometry = models.PolygonField(srid=3857, spatial_index=False)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        # Nobody asks for a box at all levels: of 57 hexagons in it one would be of the level of the map
        indexes = (GistIndex(fields=("resolution", "geometry"), name="hexagon_by_level"),)

    def __str__(self) -> str:
        return f"{self.cell:x}"
