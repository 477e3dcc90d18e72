"""What tests of Open311 share: the shapes of the specification as JSON Schemas in our own words, and a partner."""

from typing import Any
from xml.etree import ElementTree

import jsonschema
from django.test import Client

from accounts.actions.partners import issue_key
from accounts.models import Partner, PartnerKey, Scope
from tests.factories import SANGATTA

ROOT = "/open311/v2"

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
MAYBE_INSTANT = {"anyOf": [INSTANT, {"type": "null"}]}


def exactly(**properties: Any) -> dict[str, Any]:
    """An object with these properties, each of them there and no other."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def listed(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


SERVICES = listed(
    exactly(
        service_code=TEXT, service_name=TEXT, description=MAYBE, metadata={"type": "boolean"},
        type={"enum": ["realtime", "batch", "blackbox"]}, keywords=MAYBE, group=TEXT,
    )
)  # fmt: skip
DEFINITION = exactly(
    service_code=TEXT,
    attributes=listed(
        exactly(
            variable={"type": "boolean"}, code=TEXT,
            datatype={"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
            required={"type": "boolean"}, datatype_description=MAYBE, order={"type": "integer", "minimum": 1},
            description=TEXT, values=listed(exactly(key=TEXT, name=TEXT)),
        )
    ),
)  # fmt: skip
REQUESTS = listed(
    exactly(
        service_request_id=TEXT, status={"enum": ["open", "closed"]}, status_notes=MAYBE, service_name=TEXT,
        service_code=TEXT, description=MAYBE, agency_responsible=MAYBE, service_notice=MAYBE,
        requested_datetime=INSTANT, updated_datetime=INSTANT, expected_datetime=MAYBE_INSTANT, address=MAYBE,
        address_id=MAYBE, zipcode=MAYBE, lat=NUMBER, long=NUMBER, media_url=MAYBE,
    )
)  # fmt: skip
FILED = {**listed(exactly(service_request_id=TEXT, service_notice=MAYBE, account_id=MAYBE)), "maxItems": 1}
TOKENS = {**listed(exactly(service_request_id=TEXT, token=TEXT)), "maxItems": 1}
ERRORS = {**listed(exactly(code={"type": "integer"}, description=TEXT)), "minItems": 1}
DISCOVERY = exactly(
    changeset=INSTANT, contact=TEXT, key_service=TEXT,
    endpoints=listed(
        exactly(
            specification={"const": "http://wiki.open311.org/GeoReport_v2"}, url=TEXT, changeset=INSTANT,
            type={"enum": ["production", "test"]}, formats=listed({"enum": ["text/xml", "application/json"]}),
        )
    ),
)  # fmt: skip


def get(address: str, schema: dict[str, Any] | None = None, answers: int = 200, **query: str) -> Any:
    """Read JSON, and hold it against a schema; that of errors where it is one."""
    response = Client().get(f"{ROOT}/{address}", query)
    assert response.status_code == answers, response.content.decode()
    assert response["Content-Type"] == "application/json"
    body = response.json()
    jsonschema.validate(body, ERRORS if answers != 200 else schema or {})
    return body


def get_xml(address: str, answers: int = 200, **query: str) -> ElementTree.Element:
    """Read XML."""
    response = Client().get(f"{ROOT}/{address}", query)
    assert response.status_code == answers, response.content.decode()
    return parsed(response)


def parsed(response: Any) -> ElementTree.Element:
    """The XML of an answer."""
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own server wrote it


def partner_key(*, test: bool = False, per_hour: int = 600) -> str:
    """The secret of a new key of a partner, the same for all of a test."""
    partner, _made = Partner.objects.get_or_create(name="Aduan Kutim", contact_email="aduan@contoh.id")
    key, secret = issue_key(partner, [Scope.OPEN311], test=test)
    PartnerKey.objects.filter(pk=key.pk).update(per_hour=per_hour)
    return secret


def said(api_key: str, /, **changes: Any) -> dict[str, Any]:
    """A complaint about rubbish in Sangatta as a form; None takes a field away."""
    fields = {
        "api_key": api_key, "service_code": "W1", "lat": str(SANGATTA[1]), "long": str(SANGATTA[0]),
        "description": "Tumpukan sampah di pinggir jalan.",
    }  # fmt: skip
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def post(fields: dict[str, Any], ending: str = "json", **headers: str) -> Any:
    """File a request as a program does, which has no CSRF token."""
    return Client(enforce_csrf_checks=True).post(f"{ROOT}/requests.{ending}", fields, headers=headers)


def complaints(response: Any) -> str:
    """What an answer says is wrong, in the shape of errors."""
    body = response.json()
    jsonschema.validate(body, ERRORS)
    assert {error["code"] for error in body} == {response.status_code}
    return "\n".join(error["description"] for error in body)
