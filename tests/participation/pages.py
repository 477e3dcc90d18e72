"""What tests of participation read of pages."""

import html
import re
from http import HTTPStatus
from typing import Any

from django.test import Client


def body(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    """The words in the main part of a page."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return words(response)


def words(response: Any) -> str:
    """The words in the main part of an answer."""
    found = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(html.unescape(found).split())
