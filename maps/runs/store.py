"""Runs are written whole, in one transaction each, and old ones dropped."""

import datetime as dt
from typing import Any, Final

import numpy as np
import shapely
from django.contrib.gis.geos import Point, Polygon
from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from boundaries.models import Edition
from maps.models import Run, RunCell, RunCluster, RunKind
from maps.runs.drafts import CELL_COLUMNS, Draft
from maps.selection import first_day

KEPT: Final = 2
"""Runs of each kind and scope that keep their cells: the newest, and the one that open maps were drawn from."""
KEPT_HEADS: Final = 400
"""Runs whose parameters, n and edition are kept: more than a year of nights."""


def store(draft: Draft, audience: str, edition: Edition, made_at: dt.datetime) -> Run:
    """Write a run with its cells and clusters, seen whole or not at all."""
    with transaction.atomic():
        run = Run.objects.create(
            kind=draft.kind,
            audience=audience,
            basis=draft.basis,
            theme=draft.scope.theme,
            category=draft.scope.category,
            since=first_day(draft.window.since),
            until=first_day(draft.window.until),
            edition=edition,
            status=draft.status,
            n=draft.n,
            incidents=draft.incidents,
            cells=draft.cells,
            parameters=draft.parameters,
            summary=draft.summary,
            caveats=draft.caveats,
            made_at=made_at,
        )
        _write_cells(run, draft.columns)
        RunCluster.objects.bulk_create(
            RunCluster(
                run=run,
                place=place,
                hull=Polygon(shapely.get_coordinates(cluster.hull).tolist(), srid=4326),
                middle=Point(cluster.lon, cluster.lat, srid=4326),
                n=cluster.n,
                category=str(cluster.category),
                first_on=cluster.first.astype(object),
                last_on=cluster.last.astype(object),
                alarms=cluster.alarms,
                campaign=campaign,
                campaign_public=campaign_public,
                reports=members,
            )
            for place, (cluster, members, campaign, campaign_public) in enumerate(draft.clusters, start=1)
        )
    return run


def _write_cells(run: Run, columns: dict[str, Any]) -> None:
    """Write the cells by one statement; a column that a statistic does not have keeps its default."""
    if not columns or not len(columns["cell"]):
        return
    blank = {"confidence": "0", "pattern": "''", "cold": "false", "campaign": "false"}
    values = {name: f"t.{name}" if name in columns else blank.get(name, "NULL") for name in CELL_COLUMNS}
    arrays = ", ".join(f"%s::{CELL_COLUMNS[name]}[]" for name in columns)
    # Names are our own (CELL_COLUMNS); every value is a parameter
    statement = f"""
        INSERT INTO maps_runcell (run_id, {", ".join(values)})
        SELECT %s, {", ".join(values.values())} FROM unnest({arrays}) AS t ({", ".join(columns)})
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [run.pk, *(np.asarray(values).tolist() for values in columns.values())])


def drop_old() -> int:
    """Drop the cells and clusters of older runs, and at last the runs; return of how many the cells went."""
    scope = ("kind", "audience", "basis", "theme", "category")
    ranked = Run.objects.annotate(
        age=Window(
            RowNumber(), partition_by=[F(name) for name in scope], order_by=[F("made_at").desc(), F("pk").desc()]
        )
    )
    old = list(ranked.filter(age__gt=KEPT).values_list("pk", flat=True))
    RunCell.objects.filter(run__in=old).delete()
    RunCluster.objects.filter(run__in=old).delete()
    forgotten = ranked.filter(age__gt=KEPT_HEADS).values_list("pk", flat=True)
    Run.objects.filter(pk__in=list(forgotten)).exclude(kind=RunKind.INCIDENTS).delete()
    return len(old)
