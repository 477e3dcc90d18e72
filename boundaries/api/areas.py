"""GET areas/, areas/CODE/ and editions/: what areas there are, were, and became, with their outlines."""

import re
from typing import Any, ClassVar

from django.db.models import F
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from boundaries.api import shapes as s
from boundaries.api.answers import GEOJSON, answer
from boundaries.api.answers import told as written
from boundaries.api.errors import ParametersError, not_here
from boundaries.api.negotiation import GeoJson, Json
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url, page
from boundaries.api.parameters import Path, choice, day, text
from boundaries.api.schema import Words
from boundaries.api.sql import rows_as_json
from boundaries.api.views import ApiView
from boundaries.models import Area, Edition
from boundaries.models.areas import Kind, Level
from boundaries.succession.lineage import lineage

MAX_AGE_S = 3600
TAG = gettext_lazy("Areas")
_CODE = r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?"
CODE = Path({"type": "string", "pattern": f"^{_CODE}$"}, gettext_lazy("The Kemendagri code, as text"), "64.08")
EDITION = text("edition", gettext_lazy("Name of an edition of boundaries; else the one in force"))
ON = day("on", gettext_lazy("The edition in force on this day"))

_PARTS: dict[str, s.Schema] = {
    "code": s.TEXT, "name": s.TEXT, "level": s.words(*Level.values), "kind": s.words(*Kind.values),
    "parent": s.maybe(s.TEXT), "edition": s.TEXT, "area_km2": s.NUMBER, "approximate": s.TRUTH, "derived": s.TRUTH,
    "time_zone": s.TEXT, "point": s.many(s.NUMBER, minItems=2, maxItems=2),
}  # fmt: skip
AREA = s.shape("Area", s.one("An area of an edition; `point` lies on it, lon and lat", **_PARTS))
AREA_FEATURE = s.shape("AreaFeature", s.feature(AREA, s.MULTI_POLYGON, s.TEXT))
_STEP = s.shape(
    "AreaStep",
    s.one(
        code=s.TEXT, name=s.TEXT, on=s.DAY, legal_basis=s.TEXT, of=s.about(s.TEXT, "The code it came from or became")
    ),
)
_KIN = s.one(predecessors=s.many(_STEP), successors=s.many(_STEP))
_WITH_KIN = s.shape(
    "AreaWithKin",
    s.one(**_PARTS, ancestors=s.many(s.AREA_REF), children=s.many(s.AREA_REF), **_KIN["properties"]),
)
EDITION_SHAPE = s.shape(
    "Edition",
    s.one(
        name=s.TEXT, source=s.TEXT, licence=s.TEXT, attribution=s.TEXT, legal_basis=s.TEXT, valid_from=s.DAY,
        valid_to=s.maybe(s.DAY), precision_m=s.NUMBER, checksum=s.TEXT,
    ),
)  # fmt: skip

_TOLD = """json_build_object('code', a.code, 'name', a.name, 'level', a.level, 'kind', a.kind, 'parent', p.code,
    'edition', e.name, 'area_km2', round(a.area_km2::numeric, 3), 'approximate', a.approximate, 'derived', a.derived,
    'time_zone', a.time_zone,
    'point', json_build_array(round(ST_X(a.point_on_surface)::numeric, 6),
                              round(ST_Y(a.point_on_surface)::numeric, 6)))"""
_FEATURE = """json_build_object('type', 'Feature', 'id', a.code,
    'geometry', ST_AsGeoJSON(a.{column}, 6)::json, 'properties', {told})"""
_ROWS = """SELECT json_agg({row} ORDER BY a.code)::text FROM boundaries_area a
    JOIN boundaries_edition e ON e.id = a.edition_id LEFT JOIN boundaries_area p ON p.id = a.parent_id
    WHERE a.id = ANY(%s)"""


def told(media: str, keys: list[int], column: str = "generalised") -> bytes:
    """Return areas by their primary keys as a JSON list, with their outlines where the form is GeoJSON."""
    row = _FEATURE.format(column=column, told=_TOLD) if media == GEOJSON else _TOLD
    return rows_as_json(_ROWS.format(row=row), [keys])


def edition_asked(asked: dict[str, Any]) -> Edition:
    """Return the edition that is asked for: by its name, by a day, else the one in force."""
    rows = Edition.objects.active()
    if asked["edition"] is not None:
        found = rows.filter(name=asked["edition"]).first()
        if found is None:
            raise ParametersError({"edition": [_("There is no such edition; /api/v1/editions/ lists them.")]})
        return found
    found = Edition.objects.in_force(asked["on"]).first()
    if found is None:
        raise not_here(_("No boundaries are in force on that day."))
    return found


class Areas(ApiView):
    """Areas of an edition."""

    renderer_classes = (Json, GeoJson)
    query = (
        EDITION, ON,
        choice("level", Level.values, gettext_lazy("Only areas of this level; else provinces and regencies")),
        text("parent", gettext_lazy("Only areas that are part of this one"), _CODE, "64"),
        text("name", gettext_lazy("Only areas whose name holds these letters")),
        LIMIT, cursor(),
    )  # fmt: skip
    words: ClassVar = {
        "GET": Words(
            "listAreas",
            gettext_lazy("List areas"),
            gettext_lazy(
                "In the order of their codes. As GeoJSON with generalised outlines whose shared edges stay shared."
            ),
            TAG,
            {200: s.page_of(AREA)},
            geojson=s.features_of(AREA_FEATURE),
        )
    }

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of areas."""
        asked = self.asked
        rows = Area.objects.of(edition_asked(asked)).order_by("code")
        if asked["level"]:
            rows = rows.filter(level=asked["level"])
        elif not asked["parent"]:
            rows = rows.filter(level__in=(Level.PROVINCE, Level.REGENCY))
        if asked["parent"]:
            rows = rows.filter(parent__code=asked["parent"])
        if asked["name"]:
            rows = rows.filter(name__icontains=asked["name"])
        if asked[CURSOR]:
            rows = rows.filter(code__gt=asked[CURSOR])
        size = asked["limit"] or USUAL
        found = list(rows.values_list("pk", "code")[: size + 1])
        following = found[size - 1][1] if len(found) > size else ""
        keys = [pk for pk, _code in found[:size]]
        return page(
            request._request,
            told(self.media, keys),
            next_url(request._request, following),
            self.media,
            max_age=MAX_AGE_S,
        )


class OneArea(ApiView):
    """One area: as GeoJSON with its outline, else with what it belongs to, consists of, was and became."""

    renderer_classes = (Json, GeoJson)
    paths: ClassVar = {"code": CODE}
    query = (
        EDITION, ON,
        choice("geometry", ("generalised", "full"), gettext_lazy("How exact an outline is; else generalised")),
    )  # fmt: skip
    words: ClassVar = {
        "GET": Words(
            "getArea",
            gettext_lazy("One area"),
            gettext_lazy(
                "With its ancestors and children, and by which law what it was before and became since. "
                "As GeoJSON with its outline."
            ),
            TAG,
            {200: _WITH_KIN},
            geojson=AREA_FEATURE,
        )
    }

    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return the area."""
        edition = edition_asked(self.asked)
        known = re.fullmatch(_CODE, code, re.ASCII)
        area = Area.objects.of(edition).filter(code=code).without_geometry().first() if known else None
        if area is None:
            raise not_here(_("The edition has no area of this code."))
        if self.media == GEOJSON:
            row = told(GEOJSON, [area.pk], "geometry" if self.asked["geometry"] == "full" else "generalised")
            return answer(request._request, row[1:-1], media=GEOJSON, max_age=MAX_AGE_S)
        kin = lineage(code, edition.valid_from).as_dict()
        more = {
            "ancestors": _ancestors(area),
            "children": list(area.children.order_by("code").values("code", "name")),
            "predecessors": kin["predecessors"],
            "successors": kin["successors"],
        }
        own = told(self.media, [area.pk])[1:-2]
        return answer(request._request, own + b"," + written(more)[1:], max_age=MAX_AGE_S)


class Editions(ApiView):
    """Editions of boundaries."""

    words: ClassVar = {
        "GET": Words(
            "listEditions",
            gettext_lazy("List editions of boundaries"),
            gettext_lazy("Those that are or were in force, the latest first."),
            TAG,
            {200: s.one(results=s.many(EDITION_SHAPE))},
        )
    }

    def get(self, request: Request) -> HttpResponseBase:
        """Return all editions."""
        names = (
            "name", "source", "licence", "attribution", "legal_basis", "valid_from", "valid_to", "precision_m",
            "checksum",
        )  # fmt: skip
        rows = [
            {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            for row in Edition.objects.active().order_by(F("valid_from").desc()).values(*names)
        ]
        return answer(request._request, {"results": rows}, max_age=MAX_AGE_S)


def _ancestors(area: Area) -> list[dict[str, str]]:
    """Return what an area is part of, the smallest first."""
    found = []
    while area.parent_id is not None:
        area = Area.objects.without_geometry().get(pk=area.parent_id)
        found.append({"code": area.code, "name": area.name})
    return found
