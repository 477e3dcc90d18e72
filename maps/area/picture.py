"""A small picture of an area among its neighbours, drawn into the page: it needs no script and a few kilobytes."""

from dataclasses import dataclass

from django.db import connection

from boundaries.models import Area

WIDTH, HEIGHT = 600, 400  # the picture's own units
MARGIN = 0.12  # of the area's extent, on each side, so that neighbours are seen
_BEYOND = 1.05  # drawn a little farther than the frame, so that cut edges are not seen
_SLIVER = 0.6  # units: what a line may move, and what is smaller than this squared is left out

# The frame has the picture's proportions and the area in its middle. ST_AsSVG turns y round, so the origin is the
# frame's north-west corner. Holes are kept in a regency alone: those of others hold what is drawn upon them, or are
# cracks between outlines.
_SHAPES = """
WITH self AS (
    SELECT id, edition_id, level, ST_Centroid(ST_Envelope(generalised)) AS middle,
           (1 + 2 * %(margin)s) * greatest(ST_XMax(generalised) - ST_XMin(generalised),
               (ST_YMax(generalised) - ST_YMin(generalised)) * %(width)s / %(height)s) AS side
    FROM boundaries_area WHERE id = %(area)s
), box AS (
    SELECT *, %(width)s / side AS scale, ST_X(middle) - side / 2 AS west,
           ST_Y(middle) + side / 2 * %(height)s / %(width)s AS north,
           ST_Expand(middle, side / 2 * %(beyond)s, side / 2 * %(beyond)s * %(height)s / %(width)s) AS envelope
    FROM self
), shapes AS (
    SELECT 'foreign' AS role, '' AS code, o.name, o.geometry AS shape, 0 AS rank
    FROM boundaries_overlay o, box WHERE o.kind = 'foreign_land' AND o.geometry && box.envelope
    UNION ALL
    SELECT CASE WHEN a.id = box.id THEN 'self' WHEN a.parent_id = box.id THEN 'part' ELSE 'near' END,
           a.code, a.name, a.generalised, CASE WHEN a.id = box.id THEN 2 WHEN a.parent_id = box.id THEN 3 ELSE 1 END
    FROM boundaries_area a, box
    WHERE a.edition_id = box.edition_id AND a.generalised && box.envelope
      AND (a.level = box.level OR a.parent_id = box.id)
), parts AS (
    SELECT role, code, name, rank, (ST_Dump(ST_SimplifyPreserveTopology(
               ST_CollectionExtract(ST_ClipByBox2D(shape, envelope), 3), %(sliver)s / scale))).geom AS part
    FROM shapes, box
), drawn AS (
    SELECT role, code, name, rank, ST_Area(ST_Collect(part)) AS extent, ST_Collect(
               CASE WHEN role = 'self' AND level = 'regency' THEN part
                    ELSE ST_MakePolygon(ST_ExteriorRing(part)) END) AS shape
    FROM parts, box WHERE ST_Area(part) > (%(sliver)s / scale) ^ 2
    GROUP BY role, code, name, rank
)
SELECT role, code, name, ST_AsSVG(ST_TransScale(shape, -west, -north, scale, scale), 1, 0)
FROM drawn, box ORDER BY rank, extent DESC
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline; `role` is self, part (a regency of the province shown), near or foreign."""

    role: str
    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Outlines, to be drawn in their order, and the size of the drawing in its own units."""

    shapes: tuple[Shape, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def around(self) -> list[Shape]:
        """The areas that can be seen around it, by name."""
        return sorted((shape for shape in self.shapes if shape.role == "near"), key=lambda shape: shape.name)


def picture(area: Area) -> Picture | None:
    """Return the picture of an area with what lies around it, or None where nothing could be drawn."""
    params = {
        "area": area.pk,
        "width": float(WIDTH),
        "height": float(HEIGHT),
        "margin": MARGIN,
        "beyond": _BEYOND,
        "sliver": _SLIVER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHAPES, params)
        shapes = tuple(Shape(*row) for row in cursor.fetchall())
    return Picture(shapes) if shapes else None
