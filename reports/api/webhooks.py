"""webhooks/: those of the agencies that one administers, by session or by a token that may manage them."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.models import Agency
from accounts.scopes import TokenScope
from accounts.standing import standing_of
from boundaries.api import shapes as s
from boundaries.api.answers import JSON, answer, done
from boundaries.api.errors import FieldsError, not_here
from boundaries.api.forms import errors_of
from boundaries.api.parameters import Path
from boundaries.api.parsing import object_of
from boundaries.api.schema import Words
from reports.actions.webhooks import (
    add_endpoint,
    change_endpoint,
    endpoints_of,
    rotate_secret,
    try_endpoint,
)
from reports.api.cases import StaffView
from reports.models import WebhookEndpoint
from reports.webhooks.body import EVENTS
from reports.webhooks.forms import EndpointForm

TAG = gettext_lazy("Webhooks")
LATEST = 100
_ROW: dict[str, s.Schema] = {
    "id": s.WHOLE, "agency": s.TEXT, "url": s.LINK, "events": s.about(s.many(s.words(*EVENTS)), "None: all of them"),
    "active": s.TRUTH, "failures": s.about(s.WHOLE, "In a row"), "created_at": s.MOMENT,
}  # fmt: skip
WEBHOOK = s.shape("Webhook", s.one(**_ROW))
_WITH_SECRET = s.shape("WebhookWithSecret", s.one(**_ROW, secret=s.about(s.TEXT, "Shown this once")))
_DELIVERY = s.shape(
    "WebhookDelivery",
    s.one(
        id=s.TEXT, event=s.TEXT, created_at=s.MOMENT, attempts=s.WHOLE, delivered_at=s.maybe(s.MOMENT),
        status=s.maybe(s.WHOLE), failure=s.TEXT,
    ),
)  # fmt: skip
_FIELDS: dict[str, s.Schema] = {
    "agency": {"type": "string"}, "url": {"type": "string", "format": "uri", "maxLength": 400},
    "events": s.many(s.words(*EVENTS)), "active": s.TRUTH,
}  # fmt: skip
_NEW = {"type": "object", "properties": _FIELDS, "required": ["agency", "url"], "additionalProperties": False}
_CHANGED = {
    "type": "object",
    "properties": {name: schema for name, schema in _FIELDS.items() if name != "agency"},
    "additionalProperties": False,
}
_SECURED: dict[str, Any] = {"secured": ("token",), "also_open": False}
KEY = Path({"type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991})


class _View(StaffView):
    scopes: ClassVar = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), TokenScope.WEBHOOKS)


class Webhooks(_View):
    """The webhooks of one's agencies."""

    words: ClassVar = {
        "GET": Words(
            "listWebhooks", gettext_lazy("List webhooks"), "", TAG, {200: s.one(results=s.many(WEBHOOK))}, **_SECURED
        ),
        "POST": Words(
            "addWebhook", gettext_lazy("Add a webhook"),
            gettext_lazy("For an agency that one administers. The answer has the secret that signs, this once."),
            TAG, {201: _WITH_SECRET}, sends={JSON: _NEW}, **_SECURED,
        ),
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return them."""
        return answer(request._request, {"results": [_told(row) for row in endpoints_of(request.user)]})

    def post(self, request: Request) -> HttpResponseBase:
        """Add one."""
        said = object_of(request.data)
        agency = _agency(request.user, said)
        endpoint = _checked(said, WebhookEndpoint(agency=agency), {"agency", "url"})
        secret = add_endpoint(endpoint)
        return done(_told(endpoint) | {"secret": secret}, status=HTTPStatus.CREATED)


class OneWebhook(_View):
    """One webhook."""

    paths: ClassVar = {"key": KEY}
    words: ClassVar = {
        "GET": Words("getWebhook", gettext_lazy("One webhook"), "", TAG, {200: WEBHOOK}, **_SECURED),
        "PATCH": Words(
            "changeWebhook", gettext_lazy("Change a webhook"),
            gettext_lazy("What is not sent stays as it is; one that is in use begins to count failures anew."),
            TAG, {200: WEBHOOK}, sends={JSON: _CHANGED}, **_SECURED,
        ),
        "DELETE": Words(
            "removeWebhook", gettext_lazy("Remove a webhook"), gettext_lazy("With the record of what it was sent."),
            TAG, {204: None}, **_SECURED,
        ),
    }  # fmt: skip

    def get(self, request: Request, key: str) -> HttpResponseBase:
        """Return it."""
        return answer(request._request, _told(_find(request, key)))

    def patch(self, request: Request, key: str) -> HttpResponseBase:
        """Change it."""
        endpoint = _checked(object_of(request.data), _find(request, key), set())
        change_endpoint(endpoint)
        return done(_told(endpoint))

    def delete(self, request: Request, key: str) -> HttpResponseBase:
        """Remove it."""
        _find(request, key).delete()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class WebhookTrial(_View):
    """A trial."""

    paths: ClassVar = {"key": KEY}
    words: ClassVar = {
        "POST": Words(
            "tryWebhook", gettext_lazy("Try a webhook"),
            gettext_lazy("An event “ping” that tells of no case is signed and sent; deliveries/ say what came of it."),
            TAG, {202: _DELIVERY}, **_SECURED,
        )
    }  # fmt: skip

    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Queue the event."""
        return done(_delivery(try_endpoint(_find(request, key))), status=HTTPStatus.ACCEPTED)


class WebhookSecret(_View):
    """A new secret."""

    paths: ClassVar = {"key": KEY}
    words: ClassVar = {
        "POST": Words(
            "renewWebhookSecret", gettext_lazy("Give a webhook a new secret"),
            gettext_lazy("The old one ends at once."), TAG, {200: _WITH_SECRET}, **_SECURED,
        )
    }  # fmt: skip

    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Replace it."""
        endpoint = _find(request, key)
        return done(_told(endpoint) | {"secret": rotate_secret(endpoint)})


class WebhookDeliveries(_View):
    """What was sent."""

    paths: ClassVar = {"key": KEY}
    words: ClassVar = {
        "GET": Words(
            "listWebhookDeliveries", gettext_lazy("What a webhook was sent"),
            gettext_lazy("The latest hundred events, and what came of each."),
            TAG, {200: s.one(results=s.many(_DELIVERY))}, **_SECURED,
        )
    }  # fmt: skip

    def get(self, request: Request, key: str) -> HttpResponseBase:
        """Return the latest."""
        rows = _find(request, key).deliveries.order_by("-created_at")[:LATEST]
        return answer(request._request, {"results": [_delivery(row) for row in rows]})


def _find(request: Request, key: str) -> WebhookEndpoint:
    known = key.isascii() and key.isdecimal() and len(key) < 17
    found = endpoints_of(request.user).filter(pk=int(key)).first() if known else None
    if found is None:
        raise not_here(_("There is no such webhook among those of your agencies."))
    return found


def _agency(user: Any, said: dict[str, Any]) -> Agency:
    """Return the agency that is named, where the user administers it; another one looks as if it did not exist."""
    code, standing = said.get("agency"), standing_of(user)
    rows = Agency.objects.in_force()
    rows = rows if standing.national else rows.filter(pk__in=standing.admin_of)
    found = rows.filter(code=code).first() if isinstance(code, str) and "\x00" not in code else None
    if found is None:
        raise FieldsError({"agency": [_("There is no such agency among those that you administer.")]})
    return found


def _checked(said: dict[str, Any], endpoint: WebhookEndpoint, needed: set[str]) -> WebhookEndpoint:
    """Return the webhook with what was sent, judged by the form of the administration."""
    allowed = {"url", "events", "active"} | needed
    errors = {name[:60]: [_("There is no such field.")] for name in said if name not in allowed}
    events = said.get("events", endpoint.events)
    if not isinstance(events, list) or not all(isinstance(event, str) for event in events):
        errors["events"] = [_("Give a list of names of events.")]
    if not isinstance(said.get("active", True), bool):
        errors["active"] = [_("Give true or false.")]
    if not isinstance(said.get("url", endpoint.url), str):
        errors["url"] = [_("Give text.")]
    if errors:
        raise FieldsError(errors)
    data = {"agency": endpoint.agency.pk, "url": said.get("url", endpoint.url), "events": events}
    form = EndpointForm(data | {"active": said.get("active", endpoint.active)}, instance=endpoint)
    if not form.is_valid():
        raise FieldsError(errors_of(form))
    found: WebhookEndpoint = form.save(commit=False)
    return found


def _told(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": endpoint.pk,
        "agency": endpoint.agency.code,
        "url": endpoint.url,
        "events": list(endpoint.events),
        "active": endpoint.active,
        "failures": endpoint.failures,
        "created_at": endpoint.created_at.isoformat(),
    }


def _delivery(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "event": row.event,
        "created_at": row.created_at.isoformat(),
        "attempts": row.attempts,
        "delivered_at": row.delivered_at and row.delivered_at.isoformat(),
        "status": row.status,
        "failure": row.failure,
    }
