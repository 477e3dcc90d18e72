"""What of the reference data this database was given."""

from django.db import models


class GivenRow(models.Model):
    """A row of fixtures/reference that a table was given: once, whatever administrators made of it since.

    For tables of which no history is kept. `key` are the columns by which the row is known, as one text.
    """

    table = models.CharField(max_length=40)
    key = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("table", "key"), name="given_once"),)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
