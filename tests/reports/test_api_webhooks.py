"""Webhooks by token: those of the agencies that one administers, and no others."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from accounts.scopes import TokenScope
from reports import crypto
from reports.models import WebhookDelivery, WebhookEndpoint
from tests.cast import staff
from tests.programs import API, ask, program, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_network(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True  # no test asks the world's DNS


@pytest.fixture
def admin() -> Client:
    return program(staff(role=Role.AGENCY_ADMIN).user, TokenScope.WEBHOOKS)


def added(client: Client, **changes: Any) -> Any:
    return send(client, "/webhooks/", {"agency": "DLH-64.08", "url": "http://127.0.0.1:9/kait", **changes})


def change(client: Client, key: int, body: dict[str, Any]) -> Any:
    return client.patch(f"{API}/webhooks/{key}/", body, content_type="application/json")


def test_its_secret_is_shown_once(admin: Client) -> None:
    made = added(admin, events=["case.answer"])
    body = made.json()
    assert made.status_code == 201
    assert body["secret"].startswith("whsec_")
    assert crypto.decrypt(WebhookEndpoint.objects.get().secret) == body["secret"]
    assert "secret" not in ask(admin, f"/webhooks/{body['id']}/").json()
    renewed = send(admin, f"/webhooks/{body['id']}/secret/", {}).json()
    assert renewed["secret"] != body["secret"]


def test_it_is_changed_tried_and_removed(admin: Client) -> None:
    key = added(admin).json()["id"]
    WebhookEndpoint.objects.update(failures=7)
    assert change(admin, key, {"events": ["case.close"]}).json()["events"] == ["case.close"]
    assert WebhookEndpoint.objects.get().failures == 0
    assert send(admin, f"/webhooks/{key}/test/", {}).status_code == 202
    assert WebhookDelivery.objects.get().body["data"] == {}
    assert [row["event"] for row in ask(admin, f"/webhooks/{key}/deliveries/").json()["results"]] == ["ping"]
    assert admin.delete(f"{API}/webhooks/{key}/").status_code == 204
    assert not WebhookEndpoint.objects.exists()


def test_others_see_and_change_nothing(admin: Client) -> None:
    key = added(admin).json()["id"]
    other = program(staff("DLH-61.02", Role.AGENCY_ADMIN).user, TokenScope.WEBHOOKS)
    assert ask(other, "/webhooks/").json()["results"] == []
    for response in (
        ask(other, f"/webhooks/{key}/"),
        change(other, key, {}),
        send(other, f"/webhooks/{key}/test/", {}),
    ):
        assert response.status_code == 404
    assert other.delete(f"{API}/webhooks/{key}/").status_code == 404
    assert added(other).status_code == 422
    assert ask(program(staff().user, TokenScope.READ_CASES), "/webhooks/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": "TIDAK-ADA"}, "agency"), ({"agency": 5}, "agency"), ({"url": "ftp://x"}, "url"),
        ({"url": 5}, "url"),
        ({"url": "http://169.254.169.254/"}, "url"), ({"events": ["case.fly"]}, "events"), ({"events": "x"}, "events"),
        ({"active": "yes"}, "active"), ({"secret": "x"}, "secret"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(admin: Client, changes: dict[str, Any], field: str, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = "169" not in str(changes)
    response = added(admin, **changes)
    assert (response.status_code, field in response.json()["errors"]) == (422, True)
    assert not WebhookEndpoint.objects.exists()
