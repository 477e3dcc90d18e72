"""GET agencies/ and agencies/CODE/: who there is to act, where, and since when."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.models import Agency
from accounts.tiers import Tier
from boundaries.api import shapes as s
from boundaries.api.answers import answer, told
from boundaries.api.errors import not_here
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url, page
from boundaries.api.parameters import Path, choice, day, text
from boundaries.api.schema import Words
from boundaries.api.views import ApiView

MAX_AGE_S = 300
TAG = gettext_lazy("Agencies and rules")
CODE = Path({"type": "string", "maxLength": 40}, gettext_lazy("Code of the agency"), "DLH-64.08")

_PARTS: dict[str, s.Schema] = {
    "code": s.TEXT, "name": s.TEXT, "name_en": s.TEXT, "kind": s.TEXT, "level": s.words(*Tier.values),
    "parent": s.maybe(s.TEXT), "area_codes": s.many(s.TEXT), "overlay_keys": s.many(s.TEXT),
    "valid_from": s.maybe(s.DAY), "valid_to": s.maybe(s.DAY), "time_zone": s.TEXT, "website": s.TEXT,
    "confirmed": s.about(s.TRUTH, "Whether anybody has confirmed that it exists so"),
}  # fmt: skip
AGENCY = s.shape("Agency", s.one("`area_codes` are codes of areas that it serves; ID: the whole country", **_PARTS))
_WITH_KIN = s.shape(
    "AgencyWithKin", s.one(**_PARTS, parts=s.many(s.TEXT), replaces=s.many(s.TEXT), replaced_by=s.many(s.TEXT))
)


def agency_told(agency: Agency) -> dict[str, Any]:
    """Return what everybody may know of an agency."""
    return {
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en,
        "kind": agency.kind_id,
        "level": agency.tier,
        "parent": agency.parent.code if agency.parent else None,
        "area_codes": agency.area_codes,
        "overlay_keys": agency.overlay_keys,
        "valid_from": agency.valid_from and agency.valid_from.isoformat(),
        "valid_to": agency.valid_to and agency.valid_to.isoformat(),
        "time_zone": agency.time_zone,
        "website": agency.website,
        "confirmed": not agency.placeholder,
    }


class Agencies(ApiView):
    """Agencies that exist on a day."""

    query = (
        choice("level", Tier.values, gettext_lazy("Only agencies of this level")),
        text("kind", gettext_lazy("Only agencies of this kind"), r"[A-Za-z0-9_-]{1,20}", "DLH"),
        text("area", gettext_lazy("Only agencies that serve this area"), r"ID|\d\d(\.\d\d)?", "64.08"),
        text("name", gettext_lazy("Only agencies whose name holds these letters")),
        day("on", gettext_lazy("Agencies that exist on this day, else today")),
        LIMIT, cursor(),
    )  # fmt: skip
    words: ClassVar = {
        "GET": Words(
            "listAgencies", gettext_lazy("List agencies"), gettext_lazy("In the order of their codes."), TAG,
            {200: s.page_of(AGENCY)},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of agencies."""
        asked = self.asked
        rows = Agency.objects.in_force(asked["on"]).select_related("parent").order_by("code")
        if asked["level"]:
            rows = rows.filter(tier=asked["level"])
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"].upper())
        if asked["area"]:
            rows = rows.filter(area_codes__contains=[asked["area"]])
        if asked["name"]:
            rows = rows.filter(Q(name__icontains=asked["name"]) | Q(name_en__icontains=asked["name"]))
        if asked[CURSOR]:
            rows = rows.filter(code__gt=asked[CURSOR])
        size = asked["limit"] or USUAL
        found = list(rows[: size + 1])
        following = found[size - 1].code if len(found) > size else ""
        listed = told([agency_told(agency) for agency in found[:size]])
        return page(request._request, listed, next_url(request._request, following), self.media, max_age=MAX_AGE_S)


class OneAgency(ApiView):
    """One agency."""

    paths: ClassVar = {"code": CODE}
    words: ClassVar = {
        "GET": Words(
            "getAgency", gettext_lazy("One agency"),
            gettext_lazy("With its parts, whom it took over from, and who took over from it; also one that is gone."),
            TAG, {200: _WITH_KIN},
        )
    }  # fmt: skip

    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return the agency."""
        agency = Agency.objects.select_related("parent").filter(code=code).first() if "\x00" not in code else None
        if agency is None:
            raise not_here(_("There is no agency of this code."))
        body = agency_told(agency) | {
            name: list(rows.order_by("code").values_list("code", flat=True))
            for name, rows in (
                ("parts", agency.units), ("replaces", agency.replaces), ("replaced_by", agency.replaced_by),
            )
        }  # fmt: skip
        return answer(request._request, body, max_age=MAX_AGE_S)
