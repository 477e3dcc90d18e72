"""JSON Schemas of places, decisions and reports, as programs are told them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from boundaries.api import shapes as s
from boundaries.place import Method, Setting
from reports.models import ReportKind, State
from reports.models.categories import Urgency

PLACES, REPORTS, RULES = _("Places"), _("Reports"), _("Agencies and rules")
FILING, FOLLOWING, CASES = _("Filing"), _("Following with number and PIN"), _("Cases")
NUMBER_EXAMPLE: Final = "4MAS-GQM7"

STATE: Final = s.words(*State.values)
KIND: Final = s.words(*ReportKind.values)
URGENCY: Final = s.words(*Urgency.values)
_SETTING, _METHOD = s.words(*Setting), s.words(*Method)
_CODED = {"code": s.TEXT, "name": s.TEXT}
_AREA = s.maybe(s.AREA_REF)

AGENCY_REF = s.shape("AgencyReference", s.one(**_CODED, kind=s.TEXT, level=s.TEXT))
_WITH_WHY = s.shape("AgencyAndWhy", s.one(**_CODED, kind=s.TEXT, level=s.TEXT, why=s.BOTH))
_OVERLAY = s.shape(
    "OverlayHit", s.one(kind=s.TEXT, code=s.TEXT, name=s.TEXT, function=s.TEXT, inside=s.TRUTH, certain=s.TRUTH)
)
PLACE = s.shape(
    "Place",
    s.one(
        lon=s.NUMBER, lat=s.NUMBER, edition=s.TEXT, setting=_SETTING, method=_METHOD, border_m=s.maybe(s.NUMBER),
        doubtful=s.TRUTH, candidates=s.many(s.AREA_REF), regency=_AREA, province=_AREA, nearest_regency=_AREA,
        country=s.maybe(s.TEXT), overlays=s.many(_OVERLAY),
    ),
)  # fmt: skip
_ALTERNATIVE = s.one(rule=s.WHOLE, agency=s.maybe(AGENCY_REF), why_not=s.BOTH)
_CONTACT = s.one(name=s.BOTH, phone=s.TEXT)
RESPONSIBILITY = s.shape(
    "Responsibility",
    s.one(
        level=s.TEXT, agency=AGENCY_REF, rule=s.about(s.WHOLE, "0: none fits, the national administration stands in"),
        case=s.TEXT, basis=s.TEXT, explanation=s.BOTH, joint=s.many(AGENCY_REF), copies=s.many(_WITH_WHY),
        alternatives=s.many(_ALTERNATIVE), confirm=s.TRUTH, confirm_why=s.many(s.BOTH), emergency=s.TRUTH,
        answer_due_on=s.maybe(s.DAY), emergency_contacts=s.many(_CONTACT),
    ),
)  # fmt: skip
ANSWER = s.shape("Answer", s.one(place=PLACE, responsibility=s.maybe(RESPONSIBILITY), reason=s.maybe(s.BOTH)))

_DECIDED = {
    "agency": AGENCY_REF, "level": s.TEXT, "rule": s.WHOLE, "basis": s.TEXT, "explanation": s.BOTH,
    "copies": s.many(_WITH_WHY), "confirm": s.TRUTH, "decided_on": s.DAY, "area": s.TEXT, "edition": s.TEXT,
}  # fmt: skip
DECISION = s.shape("Decision", s.one(**_DECIDED))
_HELD = s.one(**_DECIDED, answer_due_on=s.maybe(s.DAY), filed=s.maybe(DECISION), of_the_cell=s.TRUTH)
_HELD["properties"]["dispute"] = s.about(s.TEXT, "For the reporter and for staff")
HELD_RESPONSIBLE = s.shape("HeldResponsible", _HELD)
SEEN_PLACE = s.shape(
    "SeenPlace",
    s.one(
        "Of a coarse place lon and lat are the centre of a cell, `cell_m` metres wide",
        lon=s.maybe(s.NUMBER), lat=s.maybe(s.NUMBER), cell_m=s.maybe(s.NUMBER), setting=_SETTING,
        method=s.maybe({"type": "string"}), doubtful=s.maybe(s.TRUTH), regency=_AREA, province=_AREA,
        nearest_regency=_AREA, overlays=s.maybe(s.many(_OVERLAY)), edition=s.TEXT, sentence=s.TEXT,
    ),
)  # fmt: skip
_PHOTO = s.shape("Photo", s.one(url=s.PATH, thumbnail_url=s.PATH, width=s.WHOLE, height=s.WHOLE, evidence=s.TRUTH))
CONTENT = s.shape(
    "Content",
    s.one(
        description=s.TEXT, suspected_source=s.TEXT, desired_remedy=s.TEXT, occurred_on=s.maybe(s.DAY),
        photos=s.many(_PHOTO),
    ),
)  # fmt: skip
CATEGORY_REF = s.shape("CategoryReference", s.one(**_CODED, theme=s.TEXT))
SEEN = {
    "number": s.TEXT, "category": CATEGORY_REF, "kind": KIND, "state": STATE, "state_label": s.TEXT,
    "received_on": s.DAY, "verified": s.TRUTH, "confidential": s.TRUTH, "demo": s.TRUTH, "place": SEEN_PLACE,
    "responsibility": s.maybe(HELD_RESPONSIBLE), "steps": s.many(s.one(state=STATE, on=s.DAY)),
    "content": s.about(s.maybe(CONTENT), "null until an officer has checked the report"),
    "view": s.words("full", "public"), "url": s.LINK,
}  # fmt: skip
REPORT = s.shape("Report", s.one(**SEEN))

_LISTED = {
    "number": s.TEXT, "kind": KIND, "state": STATE, "received_on": s.DAY, "verified": s.TRUTH,
    "description": s.about(s.maybe(s.TEXT), "null until an officer has checked the report"),
    "updated_at": s.about(s.MOMENT, "The last change that the public may know of"), "demo": s.TRUTH, "url": s.LINK,
}  # fmt: skip
_LISTED_PLACE = s.shape(
    "ListedPlace",
    s.one(lon=s.maybe(s.NUMBER), lat=s.maybe(s.NUMBER), cell_m=s.maybe(s.NUMBER), regency=_AREA, province=_AREA),
)
LISTED = s.shape("ListedReport", s.one(**_LISTED, category=CATEGORY_REF, place=_LISTED_PLACE))
_FLAT = {name: s.maybe(s.TEXT) for name in ("regency", "regency_name", "province", "province_name")}
REPORT_FEATURE = s.shape(
    "ReportFeature",
    s.feature(
        s.one(**_LISTED, **_FLAT, category=s.TEXT, category_name=s.TEXT, theme=s.TEXT, cell_m=s.maybe(s.NUMBER)),
        s.POINT,
        s.TEXT,
    ),
)

THEME = s.shape("Theme", s.one(code=s.TEXT, name_id=s.TEXT, name_en=s.TEXT, icon=s.TEXT, colour=s.TEXT))
CATEGORY = s.shape(
    "Category",
    s.one(
        code=s.TEXT, theme=s.TEXT, name=s.BOTH, hint=s.BOTH, words=s.many(s.TEXT), icon=s.TEXT, urgency=URGENCY,
        confidential=s.TRUTH, coarse_place=s.TRUTH, asks=s.many(s.TEXT),
    ),
)  # fmt: skip
PLACE_HIT = s.shape(
    "PlaceHit",
    s.one(
        value=s.about(s.TEXT, "What to send as place_choice when filing"), kind=s.TEXT, name=s.TEXT, detail=s.TEXT,
        regency=_AREA, province=s.TEXT, lon=s.maybe(s.NUMBER), lat=s.maybe(s.NUMBER),
        bounds=s.maybe(s.many(s.NUMBER, minItems=4, maxItems=4)),
    ),
)  # fmt: skip
FILED = s.shape(
    "Filed",
    s.one(
        number=s.TEXT, pin=s.maybe(s.TEXT), state=STATE, confidential=s.TRUTH, received_at=s.MOMENT, place=SEEN_PLACE,
        responsibility=s.maybe(HELD_RESPONSIBLE), links=s.one(self=s.LINK, page=s.LINK, track=s.LINK),
    ),
)  # fmt: skip
