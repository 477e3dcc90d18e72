"""The API does what its description says and refuses what that does not say: tried with whatever schemathesis makes up.

Once as anybody, once by a token of who may do everything, with numbers of reports, hotspots and webhooks that exist.
`API_EXAMPLES=500 pytest tests/test_api_as_described.py` tries longer than the suite has time for.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from accounts.actions.tokens import make_token
from accounts.models import Role
from accounts.scopes import TokenScope
from geo_lapor.documentation import described
from geo_lapor.wsgi import application
from reports.actions.webhooks import add_endpoint
from reports.models import WebhookEndpoint
from tests.cast import staff
from tests.factories import PIN, agency
from tests.maps.gathering import hotspot, spot
from tests.reports.cases import case

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# 400 and 422 for what a schema cannot tell (days in the wrong order, a number with a typing error), 429 for PINs.
_ACCEPTED = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
_CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": _ACCEPTED}}}
_PLAIN = {"Accept-Encoding": "identity"}  # what is compressed on the way is no matter of the description
described_api = schemathesis.openapi.from_dict(described("en"), config=SchemathesisConfig.from_dict(_CONFIG))
described_api.app = application
tried = settings(
    max_examples=int(os.environ.get("API_EXAMPLES", "3")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _as_a_server(db: None, settings: Any) -> Iterator[None]:
    """Let programs file as often as they like, in the transaction of the test, which a server would leave."""
    settings.SUBMISSIONS_PER_HOUR = 1_000_000
    settings.WEBHOOK_ALLOW_PRIVATE = True
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def there() -> dict[str, dict[str, str]]:
    """What exists, by part of an address, for each kind of address; and the token of who may do everything."""
    report, found = case("asked"), hotspot(spot(6))
    endpoint = WebhookEndpoint(agency=agency("DLH-64.08"), url="http://127.0.0.1:9/")
    add_endpoint(endpoint)
    _token, secret = make_token(staff("NASIONAL", Role.NATIONAL).user, "schemathesis", list(TokenScope), 1)
    return {
        "reports": {"number": report.number}, "cases": {"number": report.number},
        "hotspots": {"number": str(found.number)}, "webhooks": {"key": str(endpoint.pk)},
        "areas": {"code": "64.08"}, "agencies": {"code": "DLH-64.08"},
        "token": {"Authorization": f"Bearer {secret}"}, "pin": {"Report-Pin": PIN},
    }  # fmt: skip


@described_api.parametrize()
@tried
def test_everything_is_as_described_for_anybody(case: Any) -> None:
    case.call_and_validate(headers=_PLAIN)


@described_api.include(path_regex="[{]|cases|webhooks|token").parametrize()
@tried
def test_everything_is_as_described_for_who_may_do_everything(case: Any, there: dict[str, dict[str, str]]) -> None:
    headers = _PLAIN | there["token"]
    if case.meta.generation.mode == schemathesis.GenerationMode.POSITIVE:  # what is made up wrongly stays wrong
        case.path_parameters = {**case.path_parameters, **there.get(case.path.split("/")[3], {})}
        headers |= there["pin"] if "Report-Pin" in case.headers else {}
    case.call_and_validate(headers=headers)
