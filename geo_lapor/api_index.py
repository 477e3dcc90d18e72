"""GET /api/v1/: where everything is, for programs that were given this address and nothing else."""

from typing import ClassVar, Final

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from boundaries.api import shapes as s
from boundaries.api.answers import answer
from boundaries.api.schema import Words
from boundaries.api.views import ApiView

MAX_AGE_S: Final = 300
_DOORS: Final = {
    "docs": "api-docs",
    "openapi": "api-schema",
    "catalogue": "opendata-files:catalogue",
    "feed": "opendata-files:feed",
    "open311": "open311:discovery",
    "wfs": "ogc:service",
}
_PARTS: Final = {"open311:discovery": {"ending": "json"}}
_LISTS: Final = {
    "agencies": "accounts-api:agencies",
    "areas": "boundaries-api:areas",
    "cases": "reports-api:cases",
    "categories": "reports-api:categories",
    "editions": "boundaries-api:editions",
    "hotspots": "maps-api:hotspots",
    "intake": "reports-api:intake",
    "locate": "reports-api:locate",
    "locate_batch": "reports-api:locate-many",
    "measures": "monitoring-api:measures",
    "places": "reports-api:places",
    "reports": "reports-api:reports",
    "rules": "reports-api:rules",
    "scorecards": "monitoring-api:scorecards",
    "token": "accounts-api:token",
    "webhooks": "reports-api:webhooks",
}
_LINKS: Final = s.one(**dict.fromkeys(_LISTS, s.LINK))
_INDEX: Final = s.shape("Index", s.one(version=s.TEXT, **dict.fromkeys(_DOORS, s.LINK), lists=_LINKS))


class Index(ApiView):
    """The addresses that need no number or code."""

    words: ClassVar = {
        "GET": Words(
            "getIndex", gettext_lazy("Where everything is"),
            gettext_lazy("Documentation, other doors to the same data, and the lists of this one."),
            gettext_lazy("Index"),
            {200: _INDEX},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return their addresses on this host."""

        def at(name: str) -> str:
            return str(request.build_absolute_uri(reverse(name, kwargs=_PARTS.get(name))))

        doors = {door: at(name) for door, name in _DOORS.items()}
        body = {"version": "1", **doors, "lists": {what: at(name) for what, name in _LISTS.items()}}
        return answer(request._request, body, max_age=MAX_AGE_S)
