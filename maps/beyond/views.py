"""/titik-rawan/tidak-tampil.csv: the whole table of reports that no map shows."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from boundaries.spreadsheets import Echo, csv_cell
from maps.models import BeyondCount

_COLUMNS = ("quarter", "province", "name", "n", "few")


@require_safe
def beyond_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Send it: a row for each quarter and province, and with an empty province for all of Indonesia."""
    response = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="geolapor-tidak-tampil.csv"'
    patch_cache_control(response, public=True, max_age=3600)
    return response


def _lines() -> Iterator[bytes]:
    writer = csv.writer(Echo())
    yield writer.writerow(_COLUMNS)
    for one in BeyondCount.objects.iterator():
        quarter = f"{one.quarter:%Y}-Q{(one.quarter.month + 2) // 3}"
        yield writer.writerow(map(csv_cell, (quarter, one.province, one.name, one.n, one.n is None)))
