"""An upload of 200 MB through a real server: an answer that says so, the words kept, and no memory eaten."""

import http.client
import re
import resource
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from reports.models import Report, StagedPhoto
from tests.reports.cases import case, holder_of

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = 200 * 1024 * 1024
CHUNK = 1024 * 1024
WORDS = "Di sisi utara pasar."
MORE_MEMORY_KB = 60 * 1024


def body(fields: dict[str, str], boundary: str) -> Iterator[bytes]:
    """A multipart form with one photo of SIZE bytes, made as it is sent."""
    for name, value in fields.items():
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="besar.jpg"\r\n'
    yield (head + "Content-Type: image/jpeg\r\n\r\n").encode()
    yield b"\xff\xd8\xff"
    for _ in range(SIZE // CHUNK):
        yield bytes(CHUNK)
    yield f"\r\n--{boundary}--\r\n".encode()


def send(server: str, path: str, client: Client, fields: dict[str, str]) -> tuple[int, str]:
    """Send it over a socket, as a browser would, and read the whole answer."""
    boundary = "batas"
    length = sum(len(part) for part in body(fields, boundary))
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=120)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(length),
        "Cookie": cookies,
        "Referer": f"{server}{path}",
    }
    connection.request("POST", path, body=body(fields, boundary), headers=headers)
    response = connection.getresponse()
    return response.status, response.read().decode()


@pytest.fixture
def memory() -> Iterator[None]:
    """The server runs in this very process: its greatest memory may grow by little."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_MEMORY_KB


@pytest.mark.usefixtures("memory")
def test_of_a_reply_with_a_photo_of_200_mb_the_words_are_kept(live_server: Any) -> None:
    report = case("asked")
    client = holder_of(report)
    path = f"/laporan/{report.number}/balas/"
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    status, html = send(live_server.url, path, client, {"csrfmiddlewaretoken": token[1], "body": WORDS})
    assert status == 422
    assert "besar.jpg" in html
    assert WORDS in html
    assert not report.messages.filter(kind="reply").exists()
    assert not StagedPhoto.objects.exists()


@pytest.mark.usefixtures("memory")
def test_of_a_report_with_a_photo_of_200_mb_everything_typed_is_kept(
    live_server: Any, client: Client, typed: dict[str, str]
) -> None:
    page = client.get("/lapor/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    fields = {**typed, "csrfmiddlewaretoken": token[1]}
    status, html = send(live_server.url, "/lapor/", client, fields)
    assert status == 422
    assert "besar.jpg" in html
    assert typed["description"] in html
    assert not Report.objects.exists()
