"""The API's list of a thousand reports as GeoJSON, beside the plainest SQL that makes such a text."""

import json
import time

import numpy as np
from django.db import connection
from django.test import Client

FEATURES, ROUNDS = 1_000, 40
ADDRESS = f"/api/v1/reports/?format=geojson&limit={FEATURES}"
_RAW = f"""
    SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
        'type', 'Feature', 'id', r.number, 'geometry', ST_AsGeoJSON(public_point, 6)::json,
        'properties', json_build_object('number', r.number, 'kind', r.kind, 'state', r.state,
            'received_at', r.received_at, 'description', r.description, 'category', category_id,
            'category_name', c.name_id, 'regency', g.code,
            'regency_name', g.name, 'province', p.code, 'province_name', p.name))))::text
    FROM (
        SELECT * FROM reports_report
        WHERE NOT confidential AND NOT held AND NOT practice AND state <> 'diarsipkan'
        ORDER BY received_at DESC, id DESC LIMIT {FEATURES}
    ) r
    JOIN reports_category c ON c.code = r.category_id
    LEFT JOIN boundaries_area g ON g.id = r.regency_id
    LEFT JOIN boundaries_area p ON p.id = r.province_id
"""


def measure_lists() -> dict[str, dict[str, float]]:
    """Return p50 and p95 in milliseconds of ours, through all of Django, and of the bare statement.

    Raises
    ------
    RuntimeError
        They list different reports.
    """
    client = Client(headers={"host": "127.0.0.1"})
    if set(_numbers(client.get(ADDRESS).content)) != set(_numbers(_raw())):
        raise RuntimeError("the list of the API and the plain one differ")
    found: dict[str, list[float]] = {"API": [], "json_agg": []}
    for _round in range(ROUNDS):
        for name, asked in (("API", lambda: client.get(ADDRESS)), ("json_agg", _raw)):
            start = time.perf_counter()
            asked()
            found[name].append((time.perf_counter() - start) * 1000)
    return {
        name: {"p50": float(np.percentile(millis, 50)), "p95": float(np.percentile(millis, 95))}
        for name, millis in found.items()
    }


def _raw() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_RAW)
        return str(cursor.fetchone()[0]).encode()


def _numbers(collection: bytes) -> list[str]:
    return [feature["id"] for feature in json.loads(collection)["features"]]
