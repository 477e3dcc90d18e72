"""The API does what its description says and refuses what that does not say: tried with whatever schemathesis makes up.

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

from geo_lapor.documentation import described
from geo_lapor.wsgi import application

pytestmark = [pytest.mark.django_db]

# 400 and 422 for what a schema alone cannot tell (days in the wrong order, a number with a typing error), 429 for PINs.
_ACCEPTED = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
_CONFIG = {
    "checks": {"positive_data_acceptance": {"expected-statuses": _ACCEPTED}},
    "generation": {"exclude-header-characters": "\x00"},
}


described_api = schemathesis.openapi.from_dict(described("en"), config=SchemathesisConfig.from_dict(_CONFIG))
described_api.app = application


@pytest.fixture(autouse=True)
def _no_limits(db: None, settings: Any) -> Iterator[None]:
    """Let programs ask as often as they like, in the transaction of the test, which a server would leave."""
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_BY_TOKEN = 0
    settings.SUBMISSIONS_PER_HOUR = 1_000_000
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@described_api.parametrize()
@settings(
    max_examples=int(os.environ.get("API_EXAMPLES", "10")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_everything_is_as_described(case: Any) -> None:
    # What is compressed on the way is no matter of the description
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
