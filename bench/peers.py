"""The others that answer the same question, each as fast as we know how to ask it.

An answer to one point is a list of area ids or positions; to many points, pairs (point, position of area).
"""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import geopandas
import numpy as np
import pandas as pd
import shapely

from bench.areas import Areas, Array
from bench.points import Points

# A kept connection, a prepared statement: what is left is the question itself.
STATEMENTS = {
    "plain": """
        SELECT id FROM boundaries_area
        WHERE edition_id = {edition} AND level = 'regency'
          AND ST_Covers(geometry, ST_SetSRID(ST_MakePoint($1, $2), 4326))
    """,
    "subdivided": """
        SELECT DISTINCT area_id FROM boundaries_areapiece
        WHERE ST_Covers(geometry, ST_SetSRID(ST_MakePoint($1, $2), 4326))
    """,
    "nothing": "SELECT 1 WHERE $1 > $2",
}
JOINS = {
    "plain": """
        SELECT point.id AS point, area.id AS area
        FROM bench_points AS point JOIN boundaries_area AS area ON ST_Covers(area.geometry, point.geometry)
        WHERE area.edition_id = {edition} AND area.level = 'regency'
    """,
    "subdivided": """
        SELECT DISTINCT point.id AS point, piece.area_id AS area
        FROM bench_points AS point JOIN boundaries_areapiece AS piece ON ST_Covers(piece.geometry, point.geometry)
    """,
}


class Pairs(NamedTuple):
    """Which points which areas cover: positions of both."""

    point: Array
    area: Array


def prepare_statements(cursor: Any, edition: int) -> dict[str, Callable[[float, float], list[Any]]]:
    """Return, for each statement, a function that runs it for one point and returns its rows.

    `cursor` is psycopg2's own, in autocommit. The database holds one edition only, so pieces need no filter.
    """

    cursor.execute("DEALLOCATE ALL")

    def asked(name: str) -> Callable[[float, float], list[Any]]:
        cursor.execute(f"PREPARE {name} (float8, float8) AS " + STATEMENTS[name].format(edition=int(edition)))
        execute, fetch, statement = cursor.execute, cursor.fetchall, f"EXECUTE {name} (%s, %s)"

        def ask(lon: float, lat: float) -> list[Any]:
            execute(statement, (lon, lat))
            return fetch()

        return ask

    return {name: asked(name) for name in STATEMENTS}


def load_points(cursor: Any, points: Points) -> None:
    """Load points into a table with a spatial index; not a temporary one, which would forbid PostgreSQL its workers."""
    lines = pd.DataFrame({"lon": points.lons, "lat": points.lats}).to_csv(header=False).encode()
    cursor.execute("DROP TABLE IF EXISTS bench_points; CREATE TEMP TABLE raw (id int, lon float8, lat float8)")
    cursor.copy_expert("COPY raw FROM STDIN WITH (FORMAT csv)", io.BytesIO(lines))
    cursor.execute("""
        CREATE UNLOGGED TABLE bench_points AS SELECT id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geometry FROM raw;
        DROP TABLE raw;
        CREATE INDEX ON bench_points USING gist (geometry);
        ANALYZE bench_points
    """)


def join(cursor: Any, name: str, edition: int) -> None:
    """Join the loaded points with the areas; the answer stays in the database."""
    cursor.execute(f"DROP TABLE IF EXISTS bench_{name}")
    cursor.execute(f"CREATE UNLOGGED TABLE bench_{name} AS {JOINS[name].format(edition=int(edition))}")


def read_join(cursor: Any, name: str, areas: Areas) -> Pairs:
    """Fetch what `join` found."""
    cursor.execute(f"SELECT array_agg(point), array_agg(area) FROM bench_{name}")
    point, area = cursor.fetchone()
    return Pairs(np.array(point or [], np.int64), areas.positions(np.array(area or [], np.int64)))


def plan_of(cursor: Any, name: str, edition: int) -> list[str]:
    """Return PostgreSQL's plan of a join."""
    cursor.execute(f"EXPLAIN (COSTS OFF) {JOINS[name].format(edition=int(edition))}")
    return [row[0] for row in cursor.fetchall()]


def tree_one(areas: Areas) -> Callable[[float, float], list[int]]:
    """Return a look-up by shapely's STRtree and prepared polygons."""
    shapely.prepare(areas.polygons)
    query, polygons = shapely.STRtree(areas.polygons).query, list(areas.polygons)
    point, covers = shapely.Point, shapely.intersects_xy

    def ask(lon: float, lat: float) -> list[int]:
        return [k for k in query(point(lon, lat)) if covers(polygons[k], lon, lat)]

    return ask


def tree_many(areas: Areas, points: Points) -> Pairs:
    """Query shapely's STRtree for all points' boxes at once, then test against the prepared polygons."""
    shapely.prepare(areas.polygons)
    point, area = shapely.STRtree(areas.polygons).query(shapely.points(points.lons, points.lats))
    covered = shapely.intersects_xy(areas.polygons[area], points.lons[point], points.lats[point])
    return Pairs(point[covered], area[covered])


def frame_of(points: Points) -> geopandas.GeoDataFrame:
    """Return points for `spatial_join`, without the index that a join leaves behind in them."""
    return geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(points.lons, points.lats), crs=4326)


def spatial_join(points: geopandas.GeoDataFrame, areas: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Join as GeoPandas does; "within" is its fastest predicate here."""
    return geopandas.sjoin(points, areas, how="inner", predicate="within")


def read_spatial_join(joined: geopandas.GeoDataFrame) -> Pairs:
    """Return what `spatial_join` found."""
    return Pairs(joined.index.to_numpy(np.int64), joined["index_right"].to_numpy(np.int64))
