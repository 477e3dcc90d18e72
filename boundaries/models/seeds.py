"""Which seed files a database holds, so that loading them again costs nothing."""

from django.db import models


class SeedFile(models.Model):
    """A seed file as it was when its rows were loaded."""

    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.path
