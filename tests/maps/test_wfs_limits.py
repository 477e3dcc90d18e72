"""/ogc/ is counted together with the API, says so with the same headers, and refuses in the form of OWS."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.programs import ask, program

pytestmark = pytest.mark.django_db
CAPABILITIES = "/ogc/?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetCapabilities"
EXCEPTION = "{http://www.opengis.net/ows/1.1}ExceptionReport"


def test_what_is_left_of_the_minute_stands_in_the_headers(settings: Any) -> None:
    settings.API_PER_MINUTE = 3
    assert ask(program(), "/measures/")["RateLimit-Remaining"] == "2"
    answer = Client().get(CAPABILITIES)
    assert (answer.status_code, answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == (200, "3", "1")
    assert 0 < int(answer["RateLimit-Reset"]) <= 61
    assert Client().get(CAPABILITIES + "&VERSION=nonsense")["RateLimit-Remaining"] == "0"
    refused = Client().get(CAPABILITIES)
    assert (refused.status_code, refused["RateLimit-Remaining"]) == (429, "0")
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "no-store" in refused["Cache-Control"]
    assert ElementTree.fromstring(refused.content).tag == EXCEPTION  # noqa: S314 - our own answer
    assert ask(program(), "/measures/").status_code == 429


def test_without_a_limit_nothing_is_said_of_one(settings: Any) -> None:
    settings.API_PER_MINUTE = 0
    answer = Client().get(CAPABILITIES)
    assert (answer.status_code, "RateLimit-Limit" in answer) == (200, False)
