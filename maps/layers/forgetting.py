"""Answers that are over are deleted: the database's cache throws out what is over only once it is full of rows."""

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobs.job import job


@job()
def forget_answers() -> int:
    """Delete what is over in the database's cache; return how many rows.

    An answer may have hundreds of kilobytes, and whoever wanders over the map with ever other boxes would fill the disk
    before there are as many as Django's limit.
    """
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608 — name of our own
        return int(cursor.rowcount)
