"""Counts of attempts, for limits that several server processes share."""

from django.db import models


class Tally(models.Model):
    """How often something was tried in the running window. `key` is a digest: no address is stored in clear."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"
