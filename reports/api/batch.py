"""POST locate/batch/: which areas hold many points, and who must act there, in one question."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

import numpy as np
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request

from boundaries import locator
from boundaries.api import shapes as s
from boundaries.api.answers import JSON, done
from boundaries.api.errors import FieldsError, ProblemError
from boundaries.api.heavy import heavy_answer
from boundaries.api.parameters import read_parameters
from boundaries.api.parsing import object_of
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from boundaries.place import NoEditionError, Setting
from reports.api import shapes as told
from reports.api.locate import MATTER
from reports.models.rules import Crossing, PermitIssuer
from reports.responsibility.bulk import NOBODY, Decisions, responsibility_many
from reports.responsibility.rulebook import Rulebook

MOST: Final = 10_000
_NAMES = tuple(parameter.name for parameter in MATTER)
_CODE = s.maybe(s.TEXT)
_FOUND = s.shape(
    "LocatedPoint",
    s.one(
        "`setting` is null for what is no point on Earth; agency, rule and confirm are null without a category",
        setting=s.maybe({"type": "string"}), method=s.maybe({"type": "string"}), regency=_CODE, province=_CODE,
        nearest_regency=_CODE, country=_CODE, border_m=s.maybe(s.NUMBER), doubtful=s.TRUTH, overlays=s.many(s.TEXT),
        agency=_CODE, rule=s.maybe(s.WHOLE), confirm=s.maybe(s.TRUTH),
    ),
)  # fmt: skip
_SENT = {
    "type": "object",
    "properties": {
        "points": s.many(s.many(s.NUMBER, minItems=2, maxItems=2), minItems=1, maxItems=MOST),
        **{parameter.name: {**s.maybe(parameter.schema), "description": parameter.about} for parameter in MATTER},
    },
    "required": ["points"],
    "additionalProperties": False,
}


class LocateMany(ApiView):
    """Places of up to 10,000 points."""

    words: ClassVar = {
        "POST": Words(
            "locateMany", gettext_lazy("Where many points lie, and who must act there"),
            gettext_lazy("Up to 10,000 points, each as [lon, lat]; the answers stand in the same order."),
            told.PLACES, {200: s.one(edition=s.TEXT, points=s.many(_FOUND))}, sends={JSON: _SENT},
            examples=(
                OpenApiExample(
                    "two points", {"points": [[117.55, 0.53], [110.35, -7.8]], "category": "W1"}, request_only=True
                ),
            ),
        )
    }  # fmt: skip

    def post(self, request: Request) -> HttpResponseBase:
        """Locate them."""
        asked = _read(object_of(request.data))
        with heavy_answer():
            return done(_located(asked))


@dataclass(frozen=True, slots=True)
class _Asked:
    lons: Any
    lats: Any
    on: Any
    category: str
    permit: str
    crossing: str

    def decide(self, places: Any) -> Decisions:
        """Decide who is responsible at each point."""
        categories, permits, crossings = ([code] * len(places) for code in (self.category, self.permit, self.crossing))
        return responsibility_many(places, categories, permits, crossings, self.on)


def _located(asked: _Asked) -> dict[str, Any]:
    try:
        places = locator.locate_many(asked.lons, asked.lats, asked.on, errors="mark")
    except NoEditionError as error:
        message = _("No boundaries are in force on %(date)s.") % {"date": error.on.isoformat()}
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, message, {"on": [message]}) from error
    decided = asked.decide(places) if asked.category else None
    return {"edition": places.names.edition, "points": _told(places, decided)}


def _read(sent: dict[str, Any]) -> _Asked:
    errors: dict[str, list[str]] = {}
    matter = {name: value for name, value in sent.items() if name != "points" and value is not None}
    wrong = [name for name, value in matter.items() if not isinstance(value, str)]
    errors |= {name[:60]: [_("Give text.")] for name in wrong}
    asked: dict[str, Any] = dict.fromkeys(_NAMES)
    if not wrong:
        try:
            asked = read_parameters(MATTER, matter)
        except ProblemError as error:
            errors |= error.errors or {}  # type: ignore[arg-type]
    category = (asked["category"] or "").upper()
    if category and category not in Rulebook.of(asked["on"]).by_category:
        errors["category"] = [
            _("There is no category “%(text)s”; /api/v1/categories/ lists them.") % {"text": category}
        ]
    lonlat = _points(sent.get("points"), errors)
    if errors:
        raise FieldsError(errors)
    return _Asked(
        lonlat[:, 0], lonlat[:, 1], asked["on"], category,
        asked["permit"] or PermitIssuer.UNKNOWN.value, asked["crossing"] or Crossing.NONE.value,
    )  # fmt: skip


def _points(sent: Any, errors: dict[str, list[str]]) -> Any:
    """Return the points as two columns; of those that are wrong the first is named."""
    nothing = np.empty((0, 2))
    if not isinstance(sent, list) or not sent:
        errors["points"] = [_("Give a list of points, each as [lon, lat].")]
        return nothing
    if len(sent) > MOST:
        errors["points"] = [_("Give at most %(most)s points at a time.") % {"most": f"{MOST:,}"}]
        return nothing
    for k, point in enumerate(sent):
        if not (isinstance(point, list) and len(point) == 2 and all(type(part) in (int, float) for part in point)):
            errors["points"] = [_("Point %(k)s is no [lon, lat] of two numbers (the first is 0).") % {"k": k}]
            return nothing
    try:
        return np.array(sent, dtype=np.float64)
    except OverflowError:
        errors["points"] = [_("A number is larger than any coordinate.")]
        return nothing


def _told(places: Any, decided: Decisions | None) -> list[dict[str, Any]]:
    """Return the answers one by one, from columns: a Place of its own for each would take twenty times as long."""
    texts = {
        "setting": places.setting, "method": places.method, "regency": places.regency_code,
        "province": places.province_code, "nearest_regency": places.nearest_regency_code, "country": places.country,
    }  # fmt: skip
    columns: dict[str, list[Any]] = {name: [text or None for text in column.tolist()] for name, column in texts.items()}
    columns["border_m"] = [None if far != far else round(far, 1) for far in places.border_m.tolist()]  # noqa: PLR0124 - NaN
    columns["doubtful"] = places.doubtful.tolist()
    sets = [[hit.key for hit in hits if hit.inside] for hits in places.overlay_sets]
    abroad = [name in (None, Setting.ABROAD.value) for name in columns["setting"]]
    columns["overlays"] = [[] if out else sets[k] for k, out in zip(places.overlay_set.tolist(), abroad, strict=True)]
    columns |= _decided(decided, len(places))
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _decided(decided: Decisions | None, count: int) -> dict[str, list[Any]]:
    if decided is None:
        return {name: [None] * count for name in ("agency", "rule", "confirm")}
    codes = [agency.code for agency in decided.agencies]
    agency = [codes[k] if k != NOBODY else None for k in decided.agency.tolist()]
    known = [code is not None for code in agency]
    return {
        "agency": agency,
        "rule": [rule if k else None for rule, k in zip(decided.rule.tolist(), known, strict=True)],
        "confirm": [sure if k else None for sure, k in zip(decided.confirm.tolist(), known, strict=True)],
    }
