"""Open311: the picture at media_url is fetched by the worker, made anew, and never a way into our own network."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from jobs.crew import make_worker
from reports.models import Audience, Message, PartnerFiling, Report, StagedPhoto
from reports.open311 import fetching
from reports.open311.media import TRIES, fetch_media
from reports.photos import MAX_BYTES, MAX_PHOTOS
from reports.webhooks import posting
from reports.webhooks.posting import UnreachableError
from tests.factories import ReportFactory
from tests.reports import open311
from tests.reports.cases import staff
from tests.reports.open311 import get, post, said
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db(transaction=True)
Media = PartnerFiling.Media


class Gallery(ThreadingHTTPServer):
    """Another program's pictures: `pages` by path as (status, headers, body); `asked` are the paths that were."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {"/foto.jpg": (200, {}, telling_jpeg())}
        self.asked: list[str] = []

    def url(self, path: str = "/foto.jpg") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Gallery

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, headers, body = self.server.pages.get(self.path, (404, {}, b"not here"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gallery(settings: Any) -> Iterator[Gallery]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = Gallery()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()  # s between looks whether to stop
    yield server
    server.shutdown()
    server.server_close()


def filed(url: str) -> PartnerFiling:
    response = post(said(open311.partner_key(), media_url=url))
    assert response.status_code == 201, response.content
    return PartnerFiling.objects.get()


def work_off(times: int = 1) -> None:
    for _time in range(times):
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        make_worker(["webhooks"], batch=True).work()


def note() -> str:
    """What staff read of it, and nobody else."""
    (found,) = Message.objects.all()
    assert (found.audience, found.kind) == (Audience.STAFF, Message.Kind.NOTE)
    return found.body


def test_a_picture_is_fetched_and_made_anew(gallery: Gallery) -> None:
    filing = filed(gallery.url())
    assert filing.media == Media.WAITING
    assert gallery.asked == []  # not before the worker
    work_off()
    filing.refresh_from_db()
    photo = Report.objects.get().photos.get()
    assert (filing.media, photo.position, photo.hidden) == (Media.TAKEN, 1, False)
    assert not Image.open(io.BytesIO(photo.image.read())).getexif()
    assert photo.taken_point is not None  # what it told is for staff
    Report.objects.update(state="terverifikasi", verified_at=timezone.now())
    (told,) = get(f"requests/{filing.report.number}.json", open311.REQUESTS)
    assert told["media_url"].endswith(f"/laporan/{filing.report.number}/1/foto.jpg")


def test_it_is_taken_once_however_often_the_job_runs(gallery: Gallery) -> None:
    filing = filed(gallery.url())
    for _time in range(3):
        fetch_media.func(filing.pk)
    assert Report.objects.get().photos.count() == 1
    assert gallery.asked == ["/foto.jpg"]
    assert not StagedPhoto.objects.exists()


def test_what_comes_after_the_check_is_not_public_unseen(gallery: Gallery) -> None:
    filing = filed(gallery.url())
    Report.objects.update(state="terverifikasi", verified_at=timezone.now())
    work_off()
    assert Report.objects.get().photos.get().hidden
    assert get(f"requests/{filing.report.number}.json", open311.REQUESTS)[0]["media_url"] is None


def test_a_report_has_no_more_photos_than_any_other(gallery: Gallery) -> None:
    filing = filed(gallery.url())
    full = ReportFactory()
    PartnerFiling.objects.filter(pk=filing.pk).update(report=full)
    for position in range(MAX_PHOTOS):
        full.photos.create(position=position, sha256="x", width=1, height=1)
    work_off()
    assert full.photos.count() == MAX_PHOTOS
    assert not StagedPhoto.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"GIF89a" + b"\0" * 50, telling_jpeg()[:300], b"\xff\xd8" + b"x" * 99]
)
def test_what_is_no_photo_is_refused_at_once_and_staff_are_told(gallery: Gallery, body: bytes) -> None:
    gallery.pages["/x"] = (200, {"Content-Type": "image/jpeg"}, body)
    filing = filed(gallery.url("/x"))
    work_off()
    filing.refresh_from_db()
    assert filing.media == Media.REFUSED
    assert gallery.url("/x") in note()
    assert filing.media_why in note()
    assert not Report.objects.get().photos.exists()


def test_what_cannot_be_had_is_tried_again_and_then_given_up(gallery: Gallery) -> None:
    filing = filed(gallery.url("/kelak.jpg"))
    work_off(2)
    assert gallery.asked == ["/kelak.jpg"] * 2
    filing.refresh_from_db()
    assert (filing.media, filing.media_tries) == (Media.WAITING, 2)
    work_off(TRIES)
    filing.refresh_from_db()
    assert (filing.media, len(gallery.asked)) == (Media.REFUSED, TRIES)
    assert "404" in note()


def test_what_comes_late_is_taken(gallery: Gallery) -> None:
    filed(gallery.url("/kelak.jpg"))
    work_off()
    gallery.pages["/kelak.jpg"] = gallery.pages["/foto.jpg"]
    work_off()
    assert Report.objects.get().photos.count() == 1


def test_redirects_are_followed_but_not_for_ever(gallery: Gallery) -> None:
    gallery.pages |= {
        "/a": (302, {"Location": "/b"}, b""),
        "/b": (301, {"Location": gallery.url()}, b""),
        "/kait": (307, {"Location": "/kait"}, b""),
    }
    assert fetching.fetch(gallery.url("/a"), MAX_BYTES) == telling_jpeg()
    with pytest.raises(UnreachableError, match="redirected"):
        fetching.fetch(gallery.url("/kait"), MAX_BYTES)
    assert gallery.asked.count("/kait") == fetching.REDIRECTS + 1


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://contoh.id/a", "http://[::1", "http://", "//", "http://a\n b/"]
)
def test_redirects_lead_to_no_other_scheme(gallery: Gallery, to: str) -> None:
    gallery.pages["/a"] = (302, {"Location": to.replace("\n", "")}, b"")
    with pytest.raises(UnreachableError):
        fetching.fetch(gallery.url("/a"), MAX_BYTES)


def test_addresses_may_have_letters_of_all_scripts_and_blanks(gallery: Gallery) -> None:
    gallery.pages["/foto%20sungai%C3%A9.jpg?a=%C3%A9"] = gallery.pages["/foto.jpg"]
    assert fetching.fetch(gallery.url("/foto sungaié.jpg?a=é"), MAX_BYTES) == telling_jpeg()


def test_of_a_flood_no_more_is_read_than_a_photo_may_have(gallery: Gallery) -> None:
    gallery.pages["/besar"] = (200, {}, b"x" * 5_000)
    assert len(fetching.fetch(gallery.url("/besar"), 1_000)) == 1_001


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/foto.jpg",
        "http://localhost:{port}/foto.jpg",
        "http://[::ffff:127.0.0.1]:{port}/foto.jpg",
    ],
)
def test_our_own_network_is_out_of_reach(gallery: Gallery, settings: Any, url: str) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(UnreachableError, match="not public"):
        fetching.fetch(url.format(port=gallery.server_port), MAX_BYTES)
    assert gallery.asked == []


def test_a_redirect_into_our_own_network_is_not_followed(
    gallery: Gallery, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    gallery.pages["/a"] = (302, {"Location": gallery.url("/foto.jpg")}, b"")
    first = posting.Target("http", "contoh.id", "127.0.0.1", gallery.server_port, "/a")
    real = fetching.find_target

    def outside_first(url: str) -> posting.Target:
        return first if url == "http://contoh.id/a" else real(url)

    monkeypatch.setattr(fetching, "find_target", outside_first)
    with pytest.raises(UnreachableError, match="not public"):
        fetching.fetch("http://contoh.id/a", MAX_BYTES)
    assert gallery.asked == ["/a"]


def test_staff_read_the_note_on_the_case(gallery: Gallery) -> None:
    filing = filed(gallery.url("/tidak-ada"))
    work_off(TRIES)
    assert "404" in note()
    officer = staff().user
    client = Client()
    client.force_login(officer)
    assert gallery.url("/tidak-ada") in client.get(f"/petugas/kasus/{filing.report.number}/").content.decode()
    assert gallery.url("/tidak-ada") not in Client().get(f"/laporan/{filing.report.number}/").content.decode()
