"""Bulk intake over HTTP: how many cases a second a partner's program can hand over."""

import http.client
import json
import time
import uuid
from pathlib import Path
from typing import Any

from accounts.actions.partners import issue_key
from accounts.models import Partner, PartnerKey, Scope
from bench.maps.measuring import THREADS
from bench.points import Points
from bench.serving import server
from reports.models import IntakeRow, Report

URL = "/api/v1/intake/"


def measure_intake(points: Points, folder: Path, rows: int) -> dict[str, float]:
    """Hand cases over, then the same again; return rows a second of both.

    Raises
    ------
    RuntimeError
        What was told, or what is in the tables, is not what was sent.
    """
    partner, _made = Partner.objects.get_or_create(name="Bench", contact_email="bench@bench.invalid")
    key, secret = issue_key(partner, [Scope.INTAKE])
    PartnerKey.objects.filter(pk=key.pk).update(per_hour=1_000_000)
    run = uuid.uuid4().hex[:12]
    body = b"".join(json.dumps(_line(points, k, run)).encode() + b"\n" for k in range(rows))
    before = Report.everything.count()
    with server(folder, *THREADS) as address:
        created, seconds = _handed(address, secret, body)
        known, again = _handed(address, secret, body)
    stored = IntakeRow.objects.filter(partner=partner, source_id__startswith=run).count()
    if not created["created"] == known["known"] == stored == Report.everything.count() - before == rows:
        raise RuntimeError(f"{rows:,} rows sent: {created}, again {known}, {stored:,} stored")
    return {"rows": rows, "new_per_s": rows / seconds, "again_per_s": rows / again}


def _handed(address: str, secret: str, body: bytes) -> tuple[dict[str, Any], float]:
    connection = http.client.HTTPConnection(address, timeout=600)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson"}
    try:
        start = time.perf_counter()
        connection.request("POST", URL, body, headers)
        response = connection.getresponse()
        told = response.read()
        seconds = time.perf_counter() - start
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{URL}: {response.status} {told[:500]!r}")
    summary: dict[str, Any] = json.loads(told.splitlines()[-1])["summary"]
    return summary, seconds


def _line(points: Points, k: int, run: str) -> dict[str, Any]:
    return {
        "source_id": f"{run}-{k}",
        "category": "W1",
        "description": "Tumpukan sampah di pinggir jalan dekat pasar, sudah dua minggu tidak diangkut.",
        "lon": round(float(points.lons[k % len(points.lons)]), 6),
        "lat": round(float(points.lats[k % len(points.lats)]), 6),
    }
