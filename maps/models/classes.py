"""Breaks of classes, kept, so that a colour means the same on every map."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ClassBreaks(models.Model):
    """Lower bounds of the five classes of a measure, and of what they were made.

    `measure` is one of maps.classes.breaks; `level` the hexagons' resolution, 0 for areas; `window` of how many months
    the figures are that were classed: 1, 12, or 0 for all that there were. `since` and `until` are the first and last
    day of the reference, `places` how many hexagons or areas of it were classed.
    """

    measure = models.CharField(max_length=20)
    level = models.SmallIntegerField()
    window = models.SmallIntegerField()
    breaks = ArrayField(models.FloatField(), size=5)
    places = models.IntegerField()
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("measure", "level", "window"), name="breaks_of_a_measure"),)

    def __str__(self) -> str:
        return f"{self.measure} {self.level}: {self.breaks}"
