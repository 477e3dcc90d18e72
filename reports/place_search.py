"""Find a place by its name: villages, districts, islands and towns of the gazetteer, regencies and provinces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition

MOST_HITS = 12
MOST_WORDS = 8  # each may begin the names above, and each such reading costs two queries
SHORTEST_QUERY = 2

# Words that say what a name names and are no part of it.
_KIND_WORDS = re.compile(
    r"^(?:desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab|provinsi|prov|village|district|regency|province)\b\.?\s+",
    re.IGNORECASE,
)
_CODE = re.compile(r"^\d{2}(?:\.?\d{2})?$")
KIND_LABELS = {
    "village": _("Village"),
    "district": _("District"),
    "island": _("Island"),
    "town": _("Town"),
    "regency": _("Regency or city"),
    "province": _("Province"),
}

_BOX = "ARRAY[ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)]"
# An exact name first, then names that begin so, then words in them that begin so, then what looks alike.
_RANK = """CASE WHEN lower(l.name) = lower(%(name)s) THEN 0 WHEN l.name ILIKE %(begins)s THEN 1
           WHEN l.name ILIKE %(word)s THEN 2 ELSE 3 END"""
_LOCALITIES = f"""
    WITH hits AS (
        SELECT l.id, l.kind, l.name, l.parent_name, l.point, r.code, r.name AS regency, p.name AS province,
               r.generalised AS b, {_RANK} AS rank,
               similarity(l.name, %(name)s) AS alike
        FROM boundaries_locality l
        JOIN boundaries_area r ON r.code = l.regency_code AND r.edition_id = %(edition)s
        JOIN boundaries_area p ON p.id = r.parent_id
        WHERE (l.name ILIKE %(contains)s OR l.name %% %(name)s)
          AND concat_ws(' ', l.parent_name, r.name, p.name) ILIKE ALL(%(context)s)
        ORDER BY rank, alike DESC,
                 array_position(ARRAY['town', 'district', 'village', 'island'], l.kind::text), l.point IS NULL, regency
        LIMIT {MOST_HITS}
    )
    SELECT 'locality:' || id, kind, name, parent_name, code, regency, province, ST_X(point), ST_Y(point), {_BOX}, rank
    FROM hits ORDER BY rank, alike DESC
"""  # noqa: S608 - fixed parts only; what was typed travels as parameters
_AREAS = f"""
    SELECT a.level || ':' || a.code, a.level, a.name, '', a.code, a.name, coalesce(p.name, ''), NULL, NULL,
           {_BOX.replace("(b)", "(a.generalised)")},
           CASE WHEN a.code = %(code)s OR lower(a.name) = lower(%(name)s) OR lower(bare.name) = lower(%(name)s) THEN 0
                WHEN bare.name ILIKE %(begins)s THEN 1 WHEN a.name ILIKE %(word)s THEN 2 ELSE 3 END AS rank
    FROM boundaries_area a
    LEFT JOIN boundaries_area p ON p.id = a.parent_id
    CROSS JOIN LATERAL (SELECT regexp_replace(a.name, '^(Kabupaten|Kota)( Adm\\.?| Administrasi)? ', '') AS name) bare
    WHERE a.edition_id = %(edition)s AND a.level IN ('regency', 'province')
      AND (a.code = %(code)s OR a.name ILIKE %(contains)s OR similarity(bare.name, %(name)s) > 0.45)
      AND concat_ws(' ', a.name, p.name) ILIKE ALL(%(context)s)
    ORDER BY rank, similarity(bare.name, %(name)s) DESC, a.level DESC, a.code
    LIMIT 6
"""  # noqa: S608 - fixed parts only; what was typed travels as parameters


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found. `value` is what the form's place_choice takes; lon/lat (EPSG:4326) are None where unpublished.

    `bounds` are west, south, east, north of the regency, or of the area itself, for a map to show.
    """

    value: str
    kind: str
    name: str
    parent: str
    code: str
    regency: str
    province: str
    lon: float | None
    lat: float | None
    bounds: list[float]
    rank: int

    @property
    def detail(self) -> str:
        """What the name is and what it is part of: names alone repeat hundreds of times."""
        above = [] if self.kind in {"regency", "province"} else [self.parent, self.regency]
        above.append("" if self.kind == "province" else self.province)
        return " · ".join([str(KIND_LABELS[self.kind]), ", ".join(filter(None, above))]).rstrip(" ·")

    @property
    def is_choice(self) -> bool:
        """Whether a report can be filed there; a province alone says too little."""
        return self.kind != "province"

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of /api/v1/places/."""
        return {
            "value": self.value,
            "kind": self.kind,
            "name": self.name,
            "detail": self.detail,
            "regency": None if self.kind == "province" else {"code": self.code, "name": self.regency},
            "province": self.province or self.name,
            "lon": self.lon,
            "lat": self.lat,
            "bounds": self.bounds,
        }


def search_places(text: str) -> list[Hit]:
    """Return at most 12 places that a text may mean, the likeliest first.

    "Sangatta", "desa Sukamaju, Garut", "sukamaju garut" and codes ("64.08") are understood: what comes after a comma,
    or the last words when the whole is no name, narrows down by the names above.
    """
    text = _KIND_WORDS.sub("", " ".join(text.replace("\x00", "").split()))[:100]
    edition = Edition.objects.in_force().values_list("pk", flat=True).first()
    if len(text) < SHORTEST_QUERY or edition is None:
        return []
    alike: list[Hit] = []
    for name, context in _readings(text):
        hits = _query(edition, name, context)
        if literal := [hit for hit in hits if hit.rank < 3]:
            return literal
        alike = alike or hits
    return alike


def _readings(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield how a text may be read: a name, and words that names above it contain."""
    name, comma, rest = text.partition(",")
    if comma:
        parts = [_KIND_WORDS.sub("", part.strip()) for part in rest.split(",")]
        yield name.strip(), [word for part in parts for word in part.split()][:MOST_WORDS]
        return
    words = text.split()[:MOST_WORDS]
    yield text, []
    for count in range(len(words) - 1, 0, -1):
        yield " ".join(words[:count]), [word for word in words[count:] if not _KIND_WORDS.match(f"{word} ")]


def _query(edition: int, name: str, context: list[str]) -> list[Hit]:
    literal = re.sub(r"([\\%_])", r"\\\1", name)
    code = re.sub(r"^(\d{2})\.?(\d{2})$", r"\1.\2", name) if _CODE.match(name) else ""
    values: dict[str, Any] = {
        "edition": edition,
        "name": name,
        "code": code,
        "begins": f"{literal}%",
        "word": f"% {literal}%",
        # Two letters stand somewhere in every other name; the index is of use only where they begin one.
        "contains": f"%{literal}%" if len(name) > 2 else f"{literal}%",
        "context": [f"%{word}%" for word in (re.sub(r"([\\%_])", r"\\\1", word) for word in context)] or ["%"],
    }
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for statement in (_AREAS, _LOCALITIES):
            cursor.execute(statement, values)
            rows += cursor.fetchall()
    hits = [Hit(*row) for row in rows]
    return sorted(hits, key=lambda hit: hit.rank)[:MOST_HITS]
